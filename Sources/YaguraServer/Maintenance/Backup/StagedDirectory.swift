#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A directory that takes its name only when everything is in it and on disk.
struct StagedDirectory {
    let place: String
    /// Where it is filled.
    let path: String

    /// Throws `occupied` unless there is nothing at the place but an empty directory.
    init(for place: String) throws(BackupError) {
        self.place = String(place.reversed().drop { $0 == "/" }.reversed())
        guard Self.isFree(self.place) else { throw .occupied(self.place) }
        path = self.place + ".partial"
        try Self.remove(path)
        guard mkdir(path, 0o700) == 0 else { throw .file(path, code: errno) }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Renames it. A place that has been taken meanwhile stays as it is.
    func publish() throws(BackupError) {
        try Self.sync(path)
        guard rename(path, place) == 0 else {
            throw errno == ENOTEMPTY || errno == EEXIST ? .occupied(place) : .file(place, code: errno)
        }
        try Self.sync(place.lastIndex(of: "/").map { String(place[...$0]) } ?? ".")
    }

    func discard() { try? Self.remove(path) }

    private static func isFree(_ path: String) -> Bool {
        guard let names = names(in: path) else { return errno == ENOENT }
        return names.isEmpty
    }

    /// Of a directory with all that is in it, which is what is left here by a run that was killed.
    private static func remove(_ path: String) throws(BackupError) {
        guard let names = names(in: path) else { return }
        for name in names where unlink("\(path)/\(name)") != 0 { try remove("\(path)/\(name)") }
        guard rmdir(path) == 0 else { throw .file(path, code: errno) }
    }

    private static func names(in path: String) -> [String]? {
        guard let directory = opendir(path) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func sync(_ path: String) throws(BackupError) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .file(path, code: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .file(path, code: errno) }
    }
}
