#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Small files that an operator names, read whole or not at all.
enum BoundedFile {
    /// Nil where the file cannot be read, is longer, or is not UTF-8.
    static func text(_ path: String, maximumBytes: Int) -> String? {
        bytes(path, maximumBytes: maximumBytes).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Nil where the file cannot be read, for which `errno` has the reason, or is longer.
    static func bytes(_ path: String, maximumBytes: Int) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                pread(file, $0.baseAddress?.advanced(by: count), $0.count - count, off_t(count))
            }
            if got < 0 { return nil }
            if got == 0 { break }
            count += got
        }
        bytes.removeLast(bytes.count - count)
        errno = EFBIG
        return count > maximumBytes ? nil : bytes
    }
}
