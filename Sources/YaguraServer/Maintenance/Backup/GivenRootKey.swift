import KeyEngine

/// The root key that a restore is given as a file: in the clear, or sealed as `root.sealed` is.
struct GivenRootKey {
    let path: String
    let identifier: String
    /// What the file is called in a data directory.
    let name: String

    /// Errors: `RootKeyFileError`. A sealed key tells which one it is without its secret.
    init(_ path: String) throws {
        self.path = path
        if let bytes = BoundedFile.bytes(path, maximumBytes: SealedRootKey.maximumLength),
            let sealed = try? SealedRootKey(bytes)
        {
            (identifier, name) = (sealed.identifier, BackupFile.sealedRootKey)
        } else {
            guard let key = try RootKeyFile(path: path).read() else { throw RootKeyFileError.missing(path) }
            (identifier, name) = (key.identifier, BackupFile.rootKey)
        }
    }
}
