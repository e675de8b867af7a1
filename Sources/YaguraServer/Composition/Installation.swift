import Essentials
import KeyEngine
import Store

/// What was settled when a data directory was first used.
struct InstallationRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "yagura.installation"

    /// Which root key everything is sealed under; tells nothing about the key itself.
    var rootKeyIdentifier: String
    var account: AccountID
    var createdAt: Timestamp
    /// The key of page tokens under the root key, in base 64.
    var sealedPageTokenKey: String

    var key: RecordKey { Self.key }
    static let key = RecordKey(account: nil, region: nil, id: "installation")
}

/// An opened data directory: its store, its root key and what was settled at first start.
struct Installation: Sendable {
    let store: any Store
    let rootKey: RootKey
    let pageTokens: PageTokens
    let account: AccountID
    let isNew: Bool

    static let pageTokenPurpose = Array("yagura.pageTokenKey".utf8)

    /// Opens what is there, or settles a new installation.
    ///
    static func open(
        _ store: any Store, rootKeySource: any RootKeySource, account: AccountID, now: Timestamp,
        random: any RandomSource
    ) async throws -> Installation {
        let existing = try store.get(InstallationRecord.self, InstallationRecord.key)?.record
        let found = try await rootKeySource.read()
        if let existing { return try reopen(existing, store, found, rootKeySource, account: account) }
        let rootKey = if let found { found } else { try await rootKeySource.create(random: random) }
        return try await create(store, rootKey, account: account, now: now, random: random)
    }

    /// An installation that is gone with its store, for `--dev`.
    static func inMemory(_ store: any Store, account: AccountID, random: any RandomSource) throws -> Installation {
        let rootKey = try RootKey(RootKey.generateSecret(random: SystemRandom()))
        return Installation(
            store: store, rootKey: rootKey, pageTokens: PageTokens(key: random.bytes(32)), account: account,
            isNew: true)
    }

    private static func reopen(
        _ record: InstallationRecord, _ store: any Store, _ rootKey: RootKey?, _ source: any RootKeySource,
        account: AccountID
    ) throws -> Installation {
        guard let rootKey else { throw RootKeyFileError.missing(source.path) }
        guard rootKey.identifier == record.rootKeyIdentifier else {
            throw RootKeyFileError.wrong(source.path, found: rootKey.identifier, needed: record.rootKeyIdentifier)
        }
        guard account == record.account || account == .standard else {
            throw InstallationError.otherAccount(asked: account, installed: record.account)
        }
        guard let sealed = Base64.decode(record.sealedPageTokenKey) else {
            throw StoreError.undecodable(InstallationRecord.kind, InstallationRecord.key)
        }
        let key = try rootKey.open(sealed, purpose: pageTokenPurpose).copyBytes()
        return Installation(
            store: store, rootKey: rootKey, pageTokens: PageTokens(key: key), account: record.account, isNew: false)
    }

    private static func create(
        _ store: any Store, _ rootKey: RootKey, account: AccountID, now: Timestamp, random: any RandomSource
    ) async throws -> Installation {
        let key = random.bytes(32)
        let sealed = try rootKey.seal(SecretBytes(key), purpose: pageTokenPurpose, random: SystemRandom())
        let record = InstallationRecord(
            rootKeyIdentifier: rootKey.identifier, account: account, createdAt: now,
            sealedPageTokenKey: Base64.encode(sealed))
        try await store.write { _ = try $0.insert(record) }
        return Installation(
            store: store, rootKey: rootKey, pageTokens: PageTokens(key: key), account: account, isNew: true)
    }
}

enum InstallationError: Error, Sendable, Hashable, CustomStringConvertible {
    case otherAccount(asked: AccountID, installed: AccountID)

    var description: String {
        switch self {
        case .otherAccount(let asked, let installed):
            "this data belongs to account \(installed), not \(asked); leave --account out, or name another --data"
        }
    }
}
