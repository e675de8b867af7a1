#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why there is no backup, or nothing was restored. Each text says what to do.
public enum BackupError: Error, Sendable, Hashable, CustomStringConvertible {
    case noData(String)
    case occupied(String)
    case rootKeyChanging
    case notABackup(String)
    case damaged(String)
    case wrongRootKey(String, found: String, needed: String)
    case file(String, code: Int32)

    public var description: String {
        switch self {
        case .noData(let path): "there is no data in \(path): name the --data directory of a server"
        case .occupied(let path): "\(path) exists and is not an empty directory; name another one"
        case .rootKeyChanging:
            "the root key is being changed: wait for `yagura rekey`, or if it was cut short start the server once, "
                + "and run the backup again"
        case .notABackup(let path): "\(path) is not a whole backup: it has no manifest that this release can read"
        case .damaged(let path): "\(path) is not what the manifest says: the backup is damaged. Nothing was restored"
        case .wrongRootKey(let path, let found, let needed):
            "\(path) is another root key (\(found)) than the backup was sealed under (\(needed)). Nothing was restored"
        case .file(let path, let code): "\(path) cannot be used: \(String(cString: strerror(code)))"
        }
    }
}
