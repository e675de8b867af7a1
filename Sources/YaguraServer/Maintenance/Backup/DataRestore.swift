import KeyEngine
import Store

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `yagura restore`: a data directory out of a backup.
public struct DataRestore: Sendable {
    private let backup: String
    private let rootKeyFile: String?
    private let setting: RootKeySetting

    /// - Parameters:
    ///   - rootKeyFile: the root key of the backup, where it was kept apart, as it should be; in the clear or sealed
    ///   - setting: how the root key is kept. A passphrase or token is tried on it; with `file` a sealed key is taken
    ///     as it is
    public init(backup: String, rootKeyFile: String?, rootKey setting: RootKeySetting = .file) {
        self.backup = backup
        self.rootKeyFile = rootKeyFile
        self.setting = setting
    }

    /// Returns what is still to be done before a server can start there; nil if nothing is.
    ///
    /// Errors: `BackupError`, `RootKeyFileError`, `SealedRootKeyError`, `SecretInputError`. Nothing is at the
    /// destination after any.
    public func run(to destination: String) async throws -> String? {
        CoreFiles.forbid()
        let manifest = try readManifest()
        let given = try rootKeyFile.map(GivenRootKey.init)
        if let given { try require(given.identifier, of: given.path, manifest) }
        let staged = try StagedDirectory(for: destination)
        do {
            try fill(staged, manifest, given)
            try await requireOpening(staged, manifest)
            let remaining = remaining(staged, manifest)
            try staged.publish()
            return remaining
        } catch {
            staged.discard()
            throw error
        }
    }

    private func remaining(_ staged: StagedDirectory, _ manifest: BackupManifest) -> String? {
        if access(staged.file(BackupFile.rootKey), F_OK) == 0 { return nil }
        guard access(staged.file(BackupFile.sealedRootKey), F_OK) == 0 else {
            let path = setting.source(in: staged.place).path
            return "put the root key \(manifest.rootKeyIdentifier) at \(path) (chmod 600) before the server is started"
        }
        guard setting == .file else { return nil }
        return "the root key is sealed: start the server with the --root-key that it was made with"
    }

    private func readManifest() throws -> BackupManifest {
        let path = "\(backup)/\(BackupManifest.fileName)"
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw BackupError.notABackup(backup) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
        guard let manifest = BackupManifest(Array(bytes.prefix(max(0, count)))) else {
            throw BackupError.notABackup(backup)
        }
        return manifest
    }

    private func require(_ identifier: String, of path: String, _ manifest: BackupManifest) throws {
        guard identifier == manifest.rootKeyIdentifier else {
            throw BackupError.wrongRootKey(path, found: identifier, needed: manifest.rootKeyIdentifier)
        }
    }

    /// Where a passphrase or a token is at hand, that it opens the root key that was put there.
    private func requireOpening(_ staged: StagedDirectory, _ manifest: BackupManifest) async throws {
        guard setting != .file else { return }
        let source = setting.source(in: staged.path)
        guard let key = try await source.read() else { return }
        try require(key.identifier, of: source.path, manifest)
    }

    private func restoreObjects(_ staged: StagedDirectory, _ manifest: BackupManifest) throws {
        let source = "\(backup)/\(BackupFile.objects)"
        guard access(source, F_OK) == 0 else {
            guard manifest.objects.count == 0 else { throw BackupError.damaged(source) }
            return
        }
        let copy = ObjectCopy(
            from: try DirectoryBlobStore(reading: source), to: staged.file(BackupFile.objects))
        do {
            guard try copy.run() == manifest.objects else { throw BackupError.damaged(source) }
        } catch StoreError.corrupted(let path) { throw BackupError.damaged(path) }
    }

    /// What is written is what was checked: the checksum is of the bytes on their way.
    private func fill(_ staged: StagedDirectory, _ manifest: BackupManifest, _ given: GivenRootKey?) throws {
        let rootKeys = [BackupFile.rootKey, BackupFile.sealedRootKey]
        for file in manifest.files where given == nil || !rootKeys.contains(file.name) {
            let source = "\(backup)/\(file.name)"
            guard access(source, F_OK) == 0 else { throw BackupError.damaged(source) }
            let sum = try ChecksummedFile.copy(source, to: staged.file(file.name))
            guard sum.size == file.size, sum.sha256 == file.sha256 else { throw BackupError.damaged(source) }
        }
        try restoreObjects(staged, manifest)
        if let given { _ = try ChecksummedFile.copy(given.path, to: staged.file(given.name)) }
    }
}
