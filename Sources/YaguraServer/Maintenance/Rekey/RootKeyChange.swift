import Essentials
import KeyEngine
import Store
import StoreSQLite

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `yagura rekey`: draws a new root key and seals everything under it, after which the old one opens nothing.
public struct RootKeyChange: Sendable {
    /// What was done.
    public struct Summary: Sendable, Hashable {
        public let records: Int
        public let oldIdentifier: String
        public let newIdentifier: String
        /// The token's key that sealed the old root key. It stays: backups made before need both.
        public let oldTokenKey: String?
    }

    private let dataDirectory: String
    private let setting: RootKeySetting
    private let transition: RootKeyTransition
    private let report: @Sendable (String) -> Void

    /// - Parameters:
    ///   - setting: how the present root key is kept
    ///   - new: how the new one is to be kept; nil for the same way
    ///   - report: gets a line of text for each step, for whoever waits
    public init(
        dataDirectory: String, rootKey setting: RootKeySetting = .file, to new: RootKeySetting? = nil,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.dataDirectory = dataDirectory
        self.setting = setting
        self.report = report
        transition = RootKeyTransition(dataDirectory: dataDirectory, rootKey: setting, to: new)
    }

    /// Holds the data directory's lock meanwhile, so that no server runs. Killed at any instant, it has changed nothing
    /// or is finished by the next start.
    ///
    /// Errors: `StoreError` (`inUse` while a server runs), `RootKeyFileError`, `RekeyError`.
    public func run() async throws -> Summary {
        CoreFiles.forbid()
        guard access(dataDirectory + "/state.sqlite", F_OK) == 0 else { throw RekeyError.noData(dataDirectory) }
        let store = try SQLiteStore.open(in: DataDirectory(dataDirectory))
        do {
            let summary = try await change(store)
            try await store.close()
            return summary
        } catch {
            // The error is the answer; what cannot be tidied up now is at the next start.
            try? await transition.settle(store)
            try? await store.close()
            throw error
        }
    }

    private func change(_ store: SQLiteStore) async throws -> Summary {
        try await transition.settle(store)
        let old = try await presentKey(of: store)
        let oldTokenKey = try tokenKey()
        try RekeySpace.require(for: dataDirectory + "/state.sqlite", in: dataDirectory)
        report("drawing a new root key")
        let new = try await transition.next.create(random: SystemRandom())
        try resealAdministrator(from: old, to: new)
        let records = try await reseal(store, RootKeyResealing(old: old, new: new))
        report("removing what the old root key opens from the database's file")
        try await transition.finish(store)
        return Summary(
            records: records, oldIdentifier: old.identifier, newIdentifier: new.identifier,
            oldTokenKey: oldTokenKey)
    }

    private func tokenKey() throws -> String? {
        guard case .token = setting else { return nil }
        let sealed = try SealedRootKeyFile(setting, dataDirectory: dataDirectory, isNext: false).load()
        guard case .token(let label)? = sealed?.protection else { return nil }
        return label
    }

    private func presentKey(of store: SQLiteStore) async throws -> RootKey {
        guard let record = try store.get(InstallationRecord.self, InstallationRecord.key)?.record else {
            throw RekeyError.noData(dataDirectory)
        }
        let path = transition.current.path
        guard let key = try await transition.current.read() else { throw RootKeyFileError.missing(path) }
        guard key.identifier == record.rootKeyIdentifier else {
            throw RootKeyFileError.wrong(path, found: key.identifier, needed: record.rootKeyIdentifier)
        }
        return key
    }

    /// The file may have been deleted, by whoever wants that access key nowhere.
    private func resealAdministrator(from old: RootKey, to new: RootKey) throws {
        guard access(transition.administrator.path, F_OK) == 0 else { return }
        guard let credentials = try? transition.administrator.read(openedBy: old) else {
            throw RekeyError.unsealable(transition.administrator.path)
        }
        try transition.nextAdministrator.write(credentials, sealedBy: new)
    }

    private func reseal(_ store: SQLiteStore, _ resealing: RootKeyResealing) async throws -> Int {
        let report = report
        let work = RecordResealing(resealing: resealing) { report("sealed \($0) of \($1) records anew") }
        return try await store.write { try work.run(in: $0) }
    }
}
