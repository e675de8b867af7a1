#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The room that a change of the root key takes on disk, asked for before anything is changed.
///
/// The log beside the database grows by what is sealed anew, and then by the database rewritten; SQLite makes the rewritten
/// one in a directory for temporary files first.
enum RekeySpace {
    /// Errors: `RekeyError.noSpace`.
    static func require(for database: String, in dataDirectory: String) throws(RekeyError) {
        guard let size = size(of: database) else { return }
        let temporary = temporaryDirectory
        let sharesDisk = device(of: temporary) == device(of: dataDirectory)
        try require((sharesDisk ? 3 : 2) * size, on: dataDirectory)
        if !sharesDisk { try require(size, on: temporary) }
    }

    private static func require(_ needed: Int64, on place: String) throws(RekeyError) {
        var status = statvfs()
        // Where the file system does not tell, the change finds out, and undoes itself.
        guard statvfs(place, &status) == 0 else { return }
        let free = Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
        guard free >= needed else { throw .noSpace(place, needed: needed, free: free) }
    }

    /// As SQLite chooses it. Source: "Temporary Files Used By SQLite", section 5.
    private static var temporaryDirectory: String {
        let variables: [String] = ["SQLITE_TMPDIR", "TMPDIR"]
        let places = variables.compactMap { getenv($0).map { String(cString: $0) } } + ["/var/tmp", "/usr/tmp", "/tmp"]
        return places.first { access($0, W_OK | X_OK) == 0 } ?? "."
    }

    private static func size(of path: String) -> Int64? { status(of: path).map { Int64($0.st_size) } }
    private static func device(of path: String) -> dev_t? { status(of: path)?.st_dev }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }
}
