#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Directories of the file system.
enum Directory {
    /// Makes a directory with mode 0700 unless it is there.
    static func create(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FileFailure.current(path) }
    }

    /// Makes renames and removals in a directory durable.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure.current(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileFailure.current(path) }
    }

    /// The names in a directory, in no order.
    static func names(in path: String) throws -> [String] {
        guard let stream = opendir(path) else { throw FileFailure.current(path) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
