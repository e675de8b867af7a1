import Essentials
import KeyEngine
import Store
import StoreSQLite

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `yagura backup`: a consistent copy of a data directory, whether or not a server is using it.
public struct DataBackup: Sendable {
    private let dataDirectory: String
    private let includesRootKey: Bool
    private let report: @Sendable (String) -> Void

    /// - Parameter report: gets a line of text for each step, for whoever waits
    public init(dataDirectory: String, includesRootKey: Bool, report: @escaping @Sendable (String) -> Void) {
        self.dataDirectory = dataDirectory
        self.includesRootKey = includesRootKey
        self.report = report
    }

    /// Errors: `StoreError`, `BackupError`, `RootKeyFileError`. A backup that fails, or is killed, leaves nothing at the
    /// destination.
    public func run(to destination: String, now: Timestamp = SystemTime().now()) throws {
        CoreFiles.forbid()
        guard access(dataDirectory + "/" + BackupFile.database, F_OK) == 0 else {
            throw BackupError.noData(dataDirectory)
        }
        let staged = try StagedDirectory(for: destination)
        do {
            let manifest = try fill(staged, now)
            try write(manifest, to: staged)
            try staged.publish()
        } catch {
            staged.discard()
            throw error
        }
    }

    private func fill(_ staged: StagedDirectory, _ now: Timestamp) throws -> BackupManifest {
        let path = staged.file(BackupFile.database)
        let objects = "\(dataDirectory)/\(BackupFile.objects)"
        // From before the records are copied: what they refer to must not be deleted before it is copied too.
        let hold = access(objects, F_OK) == 0 ? try BlobHold(objects) : nil
        let copy = try copyDatabase(to: path)
        guard let installation = try copy.read({ try $0.get(InstallationRecord.self, InstallationRecord.key)?.record })
        else { throw BackupError.noData(dataDirectory) }
        let sum = try ChecksummedFile.seal(path)
        var files = [BackupManifest.File(name: BackupFile.database, size: sum.size, sha256: sum.sha256)]
        try requirePresentKey(installation.rootKeyIdentifier)
        files += try copyFile(BackupFile.administrator, to: staged)
        if includesRootKey {
            files += try copyFile(BackupFile.rootKey, to: staged)
            files += try copyFile(BackupFile.sealedRootKey, to: staged)
        }
        try requirePresentKey(installation.rootKeyIdentifier)
        let copied = hold == nil ? .init(count: 0, size: 0) : try copyObjects(of: copy, from: objects, to: staged)
        withExtendedLifetime(hold) {}
        return BackupManifest(
            createdAt: now, schema: copy.schema, account: installation.account.description,
            rootKeyIdentifier: installation.rootKeyIdentifier, files: files, objects: copied)
    }

    private func copyObjects(
        of database: DatabaseCopy, from path: String, to staged: StagedDirectory
    ) throws -> BackupManifest.Objects {
        let copy = ObjectCopy(
            from: try DirectoryBlobStore(reading: path), to: staged.file(BackupFile.objects))
        let copied = try copy.run(for: database, from: path)
        report("copied the content of \(copied.count) objects and parts, \(copied.size) bytes")
        return copied
    }

    private func copyDatabase(to path: String) throws -> DatabaseCopy {
        // Made beforehand for its permissions.
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BackupError.file(path, code: errno) }
        close(file)
        var lastTenth = 0
        return try DatabaseCopy.make(of: dataDirectory, at: path) { done, total in
            let tenth = total == 0 ? 10 : done * 10 / total
            if tenth > lastTenth { report("copied \(tenth * 10)% of \(total) pages") }
            lastTenth = tenth
        }
    }

    /// The database tells its root key; a rekey amid the backup would pair it with files of another.
    private func requirePresentKey(_ identifier: String) throws {
        let sealed = RootKeySetting.passphrase(file: nil)
        for setting in [RootKeySetting.file, sealed] {
            let next = setting.source(in: dataDirectory, isNext: true)
            guard access(next.path, F_OK) != 0 else { throw BackupError.rootKeyChanging }
        }
        // A sealed key tells which one it is without its secret.
        let found =
            try SealedRootKeyFile(sealed, dataDirectory: dataDirectory, isNext: false).load()?.identifier
            ?? RootKeyFile(dataDirectory: dataDirectory).read()?.identifier
        guard found == nil || found == identifier else { throw BackupError.rootKeyChanging }
    }

    private func copyFile(_ name: String, to staged: StagedDirectory) throws -> [BackupManifest.File] {
        let source = "\(dataDirectory)/\(name)"
        guard access(source, F_OK) == 0 else { return [] }
        let sum = try ChecksummedFile.copy(source, to: staged.file(name))
        return [BackupManifest.File(name: name, size: sum.size, sha256: sum.sha256)]
    }

    private func write(_ manifest: BackupManifest, to staged: StagedDirectory) throws {
        let path = staged.file(BackupManifest.fileName)
        do throws(PrivateFile.Failure) {
            try PrivateFile.write(manifest.json.bytes + [UInt8(ascii: "\n")], to: path)
        } catch { throw BackupError.file(path, code: error.code) }
    }
}
