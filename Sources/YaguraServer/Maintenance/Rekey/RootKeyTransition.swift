import KeyEngine
import Store
import StoreSQLite

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The way from one root key to the next, and what each start makes of one that was cut short.
///
/// The new key waits in `root.key.next` or `root.sealed.next`, and the administrator's access key under it in
/// `administrator.sealed.next`, until one transaction has sealed everything anew and named the new key. So the store
/// always tells which of two keys is the right one: before that commit the files beside it are discarded, after it they
/// take their places.
struct RootKeyTransition {
    let current: any RootKeySource
    let next: any RootKeySource
    /// Where the file of the next key goes: another one than the present key's when the way of keeping it changes.
    private let place: String
    private let dataDirectory: String
    let administrator: AdministratorFile
    let nextAdministrator: AdministratorFile

    /// - Parameters:
    ///   - new: how the next key is kept; nil for the same way
    ///   - current: the present key's source where it is in use already, so that nobody is asked twice
    init(
        dataDirectory: String, rootKey setting: RootKeySetting = .file, to new: RootKeySetting? = nil,
        current: (any RootKeySource)? = nil
    ) {
        self.dataDirectory = dataDirectory
        self.current = current ?? setting.source(in: dataDirectory)
        next = (new ?? setting).source(in: dataDirectory, isNext: true)
        place = (new ?? setting).source(in: dataDirectory).path
        administrator = AdministratorFile(dataDirectory: dataDirectory)
        nextAdministrator = AdministratorFile(nextIn: dataDirectory)
    }

    /// Finishes or discards what a rekey that was killed has left. Where neither key is the store's, nothing is touched.
    func settle(_ store: SQLiteStore) async throws {
        guard hasLeftovers else { return }
        guard let needed = try store.get(InstallationRecord.self, InstallationRecord.key)?.record.rootKeyIdentifier
        else { return }
        do {
            guard try await next.read()?.identifier != needed else { return try await finish(store) }
        } catch {
            // A key that cannot be read does no harm as long as the other one is right.
            guard try await current.read()?.identifier == needed else { throw error }
        }
        if try await current.read()?.identifier == needed { try discard() }
    }

    /// The files that hold a root key, of either way of keeping it.
    private var rootKeyFiles: [String] { ["root.key", "root.sealed"].map { "\(dataDirectory)/\($0)" } }

    /// Most starts find nothing, and need not pay for a sealed key twice.
    private var hasLeftovers: Bool {
        (rootKeyFiles.map { $0 + ".next" } + [nextAdministrator.path]).contains {
            access($0, F_OK) == 0 || access($0 + ".new", F_OK) == 0
        }
    }

    /// Follows the commit. The old key is let go last: until then everything is repeated at the next start.
    func finish(_ store: SQLiteStore) async throws {
        try await store.compact()
        try move(nextAdministrator.path, to: administrator.path)
        try move(next.path, to: place)
        try remove(rootKeyFiles.filter { $0 != place })
    }

    func discard() throws {
        try remove([nextAdministrator.path] + rootKeyFiles.map { $0 + ".next" })
    }

    private func remove(_ paths: [String]) throws {
        for path in paths {
            do throws(PrivateFile.Failure) {
                try PrivateFile.remove(path)
            } catch { throw RekeyError.files(path, code: error.code) }
        }
    }

    private func move(_ path: String, to place: String) throws {
        do throws(PrivateFile.Failure) {
            _ = try PrivateFile.move(path, to: place)
        } catch { throw RekeyError.files(place, code: error.code) }
    }
}
