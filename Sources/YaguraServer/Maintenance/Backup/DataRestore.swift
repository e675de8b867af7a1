import KeyEngine

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `yagura restore`: a data directory out of a backup.
public struct DataRestore: Sendable {
    private let backup: String
    private let rootKeyFile: String?

    /// - Parameter rootKeyFile: the root key of the backup, where it was kept apart, as it should be
    public init(backup: String, rootKeyFile: String?) {
        self.backup = backup
        self.rootKeyFile = rootKeyFile
    }

    /// Returns what is still to be done before a server can start there; nil if nothing is.
    ///
    /// Errors: `BackupError`, `RootKeyFileError`. Nothing is at the destination after either.
    public func run(to destination: String) throws -> String? {
        CoreFiles.forbid()
        let manifest = try readManifest()
        try requireRightKey(manifest)
        let staged = try StagedDirectory(for: destination)
        do {
            try fill(staged, manifest)
            try staged.publish()
        } catch {
            staged.discard()
            throw error
        }
        let hasKey =
            rootKeyFile != nil
            || manifest.files.contains { [BackupFile.rootKey, BackupFile.sealedRootKey].contains($0.name) }
        guard !hasKey else { return nil }
        let path = RootKeyFile(dataDirectory: staged.place).path
        return "put the root key \(manifest.rootKeyIdentifier) at \(path) (chmod 600) before the server is started"
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

    private func requireRightKey(_ manifest: BackupManifest) throws {
        guard let rootKeyFile else { return }
        guard let key = try RootKeyFile(path: rootKeyFile).read() else { throw RootKeyFileError.missing(rootKeyFile) }
        guard key.identifier == manifest.rootKeyIdentifier else {
            throw BackupError.wrongRootKey(
                rootKeyFile, found: key.identifier, needed: manifest.rootKeyIdentifier)
        }
    }

    /// What is written is what was checked: the checksum is of the bytes on their way.
    private func fill(_ staged: StagedDirectory, _ manifest: BackupManifest) throws {
        for file in manifest.files where rootKeyFile == nil || file.name != BackupFile.rootKey {
            let source = "\(backup)/\(file.name)"
            guard access(source, F_OK) == 0 else { throw BackupError.damaged(source) }
            let sum = try ChecksummedFile.copy(source, to: staged.file(file.name))
            guard sum.size == file.size, sum.sha256 == file.sha256 else { throw BackupError.damaged(source) }
        }
        if let rootKeyFile { _ = try ChecksummedFile.copy(rootKeyFile, to: staged.file(BackupFile.rootKey)) }
    }
}
