import Crypto
import Essentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a file once, a piece at a time, for its checksum and, where asked for, a copy that is on disk.
enum ChecksummedFile {
    private static let piece = 1 << 20

    /// Copies to a new file that its owner alone may read.
    static func copy(_ source: String, to destination: String) throws(BackupError) -> (size: Int64, sha256: String) {
        let output = open(destination, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw .file(destination, code: errno) }
        defer { close(output) }
        let sum = try read(source) { bytes throws(BackupError) in
            var rest = bytes
            while !rest.isEmpty {
                let count = write(output, rest.baseAddress, rest.count)
                guard count > 0 else { throw .file(destination, code: errno) }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
        guard fsync(output) == 0 else { throw .file(destination, code: errno) }
        return sum
    }

    /// The checksum of a file that is already in its place, which is put on disk.
    static func seal(_ path: String) throws(BackupError) -> (size: Int64, sha256: String) {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw .file(path, code: errno) }
        defer { close(file) }
        guard fchmod(file, 0o600) == 0, fsync(file) == 0 else { throw .file(path, code: errno) }
        return try read(path) { _ throws(BackupError) in }
    }

    private static func read(
        _ path: String, _ body: (UnsafeRawBufferPointer) throws(BackupError) -> Void
    ) throws(BackupError) -> (size: Int64, sha256: String) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .file(path, code: errno) }
        defer { close(file) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: piece, alignment: 16)
        // It may have held the root key.
        defer {
            buffer.initializeMemory(as: UInt8.self, repeating: 0)
            buffer.deallocate()
        }
        var (hash, size) = (SHA256(), 0 as Int64)
        while true {
            let count = pread(file, buffer.baseAddress, buffer.count, off_t(size))
            guard count >= 0 else { throw .file(path, code: errno) }
            guard count > 0 else { return (size, Hex.encode(Array(hash.finalize()))) }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            hash.update(bufferPointer: bytes)
            size += Int64(count)
            try body(bytes)
        }
    }
}
