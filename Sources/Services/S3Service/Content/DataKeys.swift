import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Synchronization

/// Data keys of SSE-KMS: made and opened by KMS, in the name of whoever reads or writes.
///
/// With a bucket key, one data key serves many objects for a while, so that KMS is asked less often.
/// Source: Amazon S3 user guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys".
final class DataKeys: Sendable {
    private struct Use: Hashable {
        let caller: String
        let account: AccountID
        let key: String
        let context: [String: String]
    }

    private struct Kept {
        let encryption: ObjectEncryption
        let secret: SecretBytes
        let expiry: Timestamp
    }

    private let calls: any ServiceCalling
    /// Bucket keys alone.
    private let kept = Mutex<[Use: Kept]>([:])
    private static let lifetime = TimeSpan.minutes(5)
    private static let limit = 4096

    init(calls: any ServiceCalling) { self.calls = calls }

    func new(
        _ keyID: String, _ context: [String: String], usesBucketKey: Bool, in region: Region, for scope: RequestScope
    ) async throws -> (ObjectEncryption, SecretBytes) {
        let use = Use(caller: scope.caller.arn, account: scope.account, key: keyID, context: context)
        if usesBucketKey, let found = kept(use, at: scope.now) { return (found.encryption, found.secret) }
        let answer = try await Self.translating {
            try await calls.call(
                KMSOperations.generateDataKey,
                GenerateDataKeyRequest(keyId: keyID, encryptionContext: context, keySpec: .aes256),
                as: Invoker(S3.principal, .caller(scope)), in: region)
        }
        guard let arn = answer.keyId, let wrapped = answer.ciphertextBlob, var plaintext = answer.plaintext else {
            throw AWSError.internalFailure
        }
        let secret = SecretBytes(taking: &plaintext)
        let encryption = ObjectEncryption(
            keyARN: arn, wrappedKey: Base64.encode(wrapped), context: context,
            usesBucketKey: usesBucketKey ? true : nil)
        if usesBucketKey { keep(encryption, secret, use, at: scope.now) }
        return (encryption, secret)
    }

    func open(_ encryption: ObjectEncryption, in region: Region, for scope: RequestScope) async throws -> SecretBytes {
        guard let arn = encryption.keyARN, let wrapped = encryption.wrappedKey, let blob = Base64.decode(wrapped) else {
            throw AWSError.internalFailure
        }
        let use = Use(
            caller: scope.caller.arn, account: scope.account, key: wrapped, context: encryption.context ?? [:])
        let usesBucketKey = encryption.usesBucketKey == true
        if usesBucketKey, let found = kept(use, at: scope.now) { return found.secret }
        let answer = try await Self.translating {
            try await calls.call(
                KMSOperations.decrypt,
                DecryptRequest(ciphertextBlob: blob, encryptionContext: encryption.context, keyId: arn),
                as: Invoker(S3.principal, .caller(scope)), in: region)
        }
        guard var plaintext = answer.plaintext else { throw AWSError.internalFailure }
        let secret = SecretBytes(taking: &plaintext)
        if usesBucketKey { keep(encryption, secret, use, at: scope.now) }
        return secret
    }

    private func kept(_ use: Use, at now: Timestamp) -> Kept? {
        kept.withLock { $0[use] }.flatMap { now < $0.expiry ? $0 : nil }
    }

    private func keep(_ encryption: ObjectEncryption, _ secret: SecretBytes, _ use: Use, at now: Timestamp) {
        kept.withLock { kept in
            if kept.count >= Self.limit { kept.removeAll() }
            kept[use] = Kept(encryption: encryption, secret: secret, expiry: now + Self.lifetime)
        }
    }

    /// KMS's refusals as S3 passes them on. Source: Amazon S3 API reference, "Error responses".
    private static func translating<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let error as AWSError {
            let code = error.code(in: .json)
            switch code {
            case "AccessDeniedException": throw AWSError(code: "AccessDenied", error.message, status: 403)
            case "InternalFailure", "KMSInternalException": throw AWSError.internalFailure
            case "ThrottlingException":
                throw AWSError(code: "SlowDown", "Please reduce your request rate.", status: 503)
            default: throw AWSError(code: "KMS.\(code)", error.message, status: 400)
            }
        }
    }
}
