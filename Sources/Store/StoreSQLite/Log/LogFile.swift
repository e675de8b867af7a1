import Store

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is read from its beginning to its end, through a buffer that does not grow with it.
final class LogFile {
    private let path: String
    private let descriptor: Int32
    private var position: Int64 = 0

    /// Nil if there is no such file.
    init?(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw FileFailure.current(path)
        }
    }

    deinit { close(descriptor) }

    /// The next bytes: fewer than asked for only at the file's end.
    func next(_ count: Int) throws -> [UInt8] {
        let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let place = buffer.baseAddress.map { $0 + filled }
                let read = pread(descriptor, place, count - filled, off_t(position) + off_t(filled))
                if read < 0, errno == EINTR { continue }
                guard read >= 0 else { throw FileFailure.current(path) }
                guard read > 0 else { break }
                filled += read
            }
        }
        position += Int64(bytes.count)
        return bytes
    }
}
