#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that its owner alone may read, and that is there whole or not at all.
enum PrivateFile {
    struct Failure: Error {
        /// The `errno` of what went wrong.
        let code: Int32
    }

    /// Writes beside the file and renames, each made durable, so that no crash leaves half of it.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let draft = path + ".new"
        try fill(draft, with: bytes)
        guard rename(draft, path) == 0 else { throw Failure(code: errno) }
        try syncDirectory(of: path)
    }

    /// Puts one file in another's place; false where there is none.
    static func move(_ path: String, to place: String) throws(Failure) -> Bool {
        guard rename(path, place) == 0 else {
            guard errno == ENOENT else { throw Failure(code: errno) }
            return false
        }
        try syncDirectory(of: place)
        return true
    }

    /// Removes a file and the draft of one, where they are.
    static func remove(_ path: String) throws(Failure) {
        for file in [path, path + ".new"] {
            guard unlink(file) == 0 || errno == ENOENT else { throw Failure(code: errno) }
        }
        try syncDirectory(of: path)
    }

    private static func fill(_ path: String, with bytes: [UInt8]) throws(Failure) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(code: errno) }
        defer { close(file) }
        let count = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { throw Failure(code: errno) }
        guard count == bytes.count else { throw Failure(code: ENOSPC) }
        guard fsync(file) == 0 else { throw Failure(code: errno) }
    }

    private static func syncDirectory(of path: String) throws(Failure) {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw Failure(code: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw Failure(code: errno) }
    }
}
