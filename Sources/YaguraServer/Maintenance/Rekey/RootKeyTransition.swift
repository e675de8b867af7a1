import KeyEngine
import Store
import StoreSQLite

/// The way from one root key to the next, and what each start makes of one that was cut short.
///
/// The new key waits in `root.key.next`, and the administrator's access key under it in `administrator.sealed.next`,
/// until one transaction has sealed everything anew and named the new key. So the store always tells which of two
/// keys is the right one: before that commit the files beside it are discarded, after it they take their places.
struct RootKeyTransition {
    let current: RootKeyFile
    let next: RootKeyFile
    let administrator: AdministratorFile
    let nextAdministrator: AdministratorFile

    init(dataDirectory: String) {
        current = RootKeyFile(dataDirectory: dataDirectory)
        next = RootKeyFile(nextIn: dataDirectory)
        administrator = AdministratorFile(dataDirectory: dataDirectory)
        nextAdministrator = AdministratorFile(nextIn: dataDirectory)
    }

    /// Finishes or discards what a rekey that was killed has left. Where neither key is the store's, nothing is touched.
    func settle(_ store: SQLiteStore) async throws {
        guard let needed = try store.get(InstallationRecord.self, InstallationRecord.key)?.record.rootKeyIdentifier
        else { return }
        do {
            guard try next.read()?.identifier != needed else { return try await finish(store) }
        } catch {
            // A key that cannot be read does no harm as long as the other one is right.
            guard try current.read()?.identifier == needed else { throw error }
        }
        if try current.read()?.identifier == needed { try discard() }
    }

    /// Follows the commit. The old key is let go last: until then everything is repeated at the next start.
    func finish(_ store: SQLiteStore) async throws {
        try await store.compact()
        try move(nextAdministrator.path, to: administrator.path)
        try move(next.path, to: current.path)
    }

    func discard() throws {
        do throws(PrivateFile.Failure) {
            try PrivateFile.remove(nextAdministrator.path)
            try PrivateFile.remove(next.path)
        } catch { throw RekeyError.files(next.path, code: error.code) }
    }

    private func move(_ path: String, to place: String) throws {
        do throws(PrivateFile.Failure) {
            _ = try PrivateFile.move(path, to: place)
        } catch { throw RekeyError.files(place, code: error.code) }
    }
}
