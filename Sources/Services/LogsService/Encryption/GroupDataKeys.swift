import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store
import Synchronization

/// A data key that seals.
struct SealingKey: Sendable {
    let number: Int64
    let key: DataKey
}

/// The data keys of groups that have a KMS key: made by KMS, kept as KMS sealed them, and opened by it.
///
/// For writing a key is kept in memory for minutes; for reading KMS is asked at each call, so that a key that is
/// disabled, or whose policy no longer lets CloudWatch Logs use it, closes what it protects at once.
///
/// Source: user guide, "Encrypt log data in CloudWatch Logs using AWS Key Management Service".
final class GroupDataKeys: Sendable {
    private struct Kept {
        let sealing: SealingKey
        let keyARN: String
        let until: Timestamp
    }

    private let store: any Store
    private let calls: any ServiceCalling
    private let random: any RandomSource
    private let kept = Mutex<[Int64: Kept]>([:])

    /// AWS says that a change takes up to five minutes to take effect.
    private static let keepingTime = TimeSpan.minutes(5)
    /// How long events are sealed under one data key.
    static let lifetime = TimeSpan.days(1)
    private static let capacity = 10_000

    init(store: any Store, calls: any ServiceCalling, random: any RandomSource) {
        self.store = store
        self.calls = calls
        self.random = random
    }

    /// The key for what comes into the group now; nil where it has no KMS key.
    func sealing(_ group: LogGroupRecord, at now: Timestamp) async throws -> SealingKey? {
        guard let keyARN = group.kmsKeyARN else { return nil }
        if let kept = kept.withLock({ $0[group.number] }), kept.keyARN == keyARN, kept.until > now {
            return kept.sealing
        }
        let young = try await current(group, keyARN, at: now)
        let sealing = if let young { young } else { try await make(group, keyARN, at: now) }
        kept.withLock { kept in
            if kept.count >= Self.capacity { kept = [:] }
            kept[group.number] = Kept(sealing: sealing, keyARN: keyARN, until: now + Self.keepingTime)
        }
        return sealing
    }

    /// The group's latest data key, where it is young and of the KMS key that the group has now.
    private func current(_ group: LogGroupRecord, _ keyARN: String, at now: Timestamp) async throws -> SealingKey? {
        let latest = try store.readNow {
            try $0.dataKeys(of: group.number, group.account, group.region, .descending, limit: 1).first
        }
        guard let latest, latest.keyARN == keyARN, latest.createdAt > now - Self.lifetime else { return nil }
        return SealingKey(number: latest.number, key: try await open(latest, of: group))
    }

    /// Makes a data key. It is in the store before anything is sealed under it.
    private func make(_ group: LogGroupRecord, _ keyARN: String, at now: Timestamp) async throws -> SealingKey {
        let (sealed, key) = try await generate(for: group, keyARN)
        let record = DataKeyRecord(
            account: group.account, region: group.region, group: group.number, number: Logs.number(random),
            keyARN: keyARN, sealed: Base64.encode(sealed), createdAt: now)
        _ = try await store.write { try $0.insert(record) }
        return SealingKey(number: record.number, key: key)
    }

    /// Has KMS make a data key for the group. Throws AccessDeniedException where CloudWatch Logs may not use the KMS key.
    private func generate(for group: LogGroupRecord, _ keyARN: String) async throws -> ([UInt8], DataKey) {
        let request = GenerateDataKeyRequest(
            keyId: keyARN, encryptionContext: group.encryptionContext, keySpec: .aes256)
        let answer = try await asking(for: group) {
            try await calls.call(KMSOperations.generateDataKey, request, as: group.keyUser, in: group.region)
        }
        guard let sealed = answer.ciphertextBlob, var plaintext = answer.plaintext else {
            throw AWSError.internalFailure
        }
        return (sealed, try DataKey(SecretBytes(taking: &plaintext)))
    }

    /// Whether CloudWatch Logs may use the KMS key for the group: it tries.
    func requireUsable(_ keyARN: String, for group: LogGroupRecord) async throws {
        _ = try await generate(for: group, keyARN)
    }

    /// The data keys of these numbers, opened by KMS.
    func open(_ numbers: some Sequence<Int64>, of group: LogGroupRecord) async throws -> [Int64: DataKey] {
        var keys: [Int64: DataKey] = [:]
        for number in numbers {
            let key = DataKeyRecord.key(group.account, group.region, group: group.number, number)
            guard let record = try store.get(DataKeyRecord.self, key)?.record else {
                throw StoredEventError.unknownDataKey
            }
            keys[number] = try await open(record, of: group)
        }
        return keys
    }

    private func open(_ record: DataKeyRecord, of group: LogGroupRecord) async throws -> DataKey {
        let request = DecryptRequest(
            ciphertextBlob: Base64.decode(record.sealed), encryptionContext: group.encryptionContext,
            keyId: record.keyARN)
        let answer = try await asking(for: group) {
            try await calls.call(KMSOperations.decrypt, request, as: group.keyUser, in: group.region)
        }
        guard var plaintext = answer.plaintext else { throw AWSError.internalFailure }
        return try DataKey(SecretBytes(taking: &plaintext))
    }

    private func asking<Output>(for group: LogGroupRecord, _ ask: () async throws -> Output) async throws -> Output {
        do {
            return try await ask()
        } catch let error as AWSError where error.fault == .client {
            throw CausedError(.keyNotUsable(for: group), cause: error)
        }
    }
}

extension LogGroupRecord {
    fileprivate var encryptionContext: [String: String] { ["aws:logs:arn": arn] }

    /// CloudWatch Logs, as key policies name it.
    fileprivate var keyUser: Invoker {
        Invoker("logs.\(region).amazonaws.com", .itself(account: account), source: arn)
    }
}

extension AWSError {
    static func keyNotUsable(for group: LogGroupRecord) -> AWSError {
        accessDenied(
            "The specified KMS key does not exist or is not allowed to be used with LogGroup '\(group.arn)'")
    }
}
