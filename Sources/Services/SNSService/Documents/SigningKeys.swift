import Essentials
import KeyEngine
import ServiceKit
import Store
import Synchronization

/// The keys that messages are signed with. One is made when it is first needed, and another before it expires; the
/// certificates of all stay where their messages say.
final class SigningKeys: Sendable {
    struct Loaded: Sendable {
        let record: SigningKeyRecord
        let key: CertifiedKey
    }

    private let store: any Store
    private let rootKey: RootKey
    private let random: any RandomSource
    /// Parsing a key costs more than signing with it.
    private let loaded = Mutex<Loaded?>(nil)

    private static let prefix = "/SimpleNotificationService-"
    private static let suffix = ".pem"
    private static let lifetime = TimeSpan.days(730)
    /// How long before its end a key is replaced.
    private static let overlap = TimeSpan.days(30)

    init(store: any Store, rootKey: RootKey, random: any RandomSource) {
        self.store = store
        self.rootKey = rootKey
        self.random = random
    }

    static func path(of id: String) -> String { "\(prefix)\(id)\(suffix)" }

    func certificate(at path: String) throws -> String? {
        guard path.hasPrefix(Self.prefix), path.hasSuffix(Self.suffix),
            path.utf8.count == Self.path(of: "").utf8.count + 32
        else { return nil }
        let id = String(path.dropFirst(Self.prefix.count).dropLast(Self.suffix.count))
        return try store.get(SigningKeyRecord.self, SigningKeyRecord.key(id))?.record.certificate
    }

    /// The key to sign with.
    func current(at now: Timestamp) async throws -> Loaded {
        if let key = loaded.withLock({ $0 }), now + Self.overlap < key.record.expiresAt,
            try store.row(SigningKeyRecord.kind, key.record.key) != nil
        {
            return key
        }
        let record = if let found = try await newest(at: now) { found } else { try await make(at: now) }
        let key = Loaded(record: record, key: try CertifiedKey(open(record)))
        loaded.withLock { $0 = key }
        return key
    }

    private func newest(at now: Timestamp) async throws -> SigningKeyRecord? {
        let found = try await store.read { transaction in
            try transaction.query(
                SigningKeyRecord.self, in: .everywhere, order: .field(.expiry), direction: .descending, limit: 1)
        }.records.first?.record
        return found.flatMap { now + Self.overlap < $0.expiresAt ? $0 : nil }
    }

    /// Two that are made at the same time are both good.
    private func make(at now: Timestamp) async throws -> SigningKeyRecord {
        let random = random
        let secret = try await SlowWork.run { try CertifiedKey.generate(random: random) }
        let id = Hex.encode(random.bytes(16))
        let expiry = now + Self.lifetime
        let certificate = try CertifiedKey(secret).certificate(
            commonName: "sns.amazonaws.com", serial: random.bytes(16), from: now - .days(1), until: expiry)
        let sealed = try rootKey.seal(secret, purpose: SigningKeyRecord.purpose(id), random: random)
        let record = SigningKeyRecord(
            id: id, createdAt: now, expiresAt: expiry, certificate: Self.armoured(certificate),
            sealed: Base64.encode(sealed))
        try await store.write { _ = try $0.insert(record) }
        return record
    }

    private func open(_ record: SigningKeyRecord) throws -> SecretBytes {
        guard let sealed = Base64.decode(record.sealed) else { throw KeyEngineError.invalidSealedData }
        return try rootKey.open(sealed, purpose: SigningKeyRecord.purpose(record.id))
    }

    /// PEM (RFC 7468): lines of 64 characters.
    private static func armoured(_ der: [UInt8]) -> String {
        var rest = Base64.encode(der)[...]
        var lines: [Substring] = []
        while !rest.isEmpty {
            lines.append(rest.prefix(64))
            rest = rest.dropFirst(64)
        }
        return "-----BEGIN CERTIFICATE-----\n\(lines.joined(separator: "\n"))\n-----END CERTIFICATE-----\n"
    }
}
