#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open blob file. What it returns has been checked.
final class BlobFile: BlobReader {
    let info: BlobInfo
    private let path: String
    private let descriptor: OpenFile
    private let footer: BlobFooter

    /// Nil if there is no such file.
    init?(_ path: String, _ id: BlobID) throws {
        guard let descriptor = try OpenFile(path) else { return nil }
        footer = try Self.footer(of: descriptor)
        info = BlobInfo(id: id, size: footer.size, digest: footer.digest)
        self.path = path
        self.descriptor = descriptor
    }

    func read(_ wanted: Range<Int64>) throws -> [UInt8] {
        let range = wanted.clamped(to: 0..<footer.size)
        guard !range.isEmpty else { return [] }
        let blockSize = Int64(BlobFooter.blockSize)
        let blocks = Int(range.lowerBound / blockSize)...Int((range.upperBound - 1) / blockSize)
        let start = Int64(blocks.lowerBound) * blockSize
        let end = min(Int64(blocks.upperBound + 1) * blockSize, footer.size)
        let content = try descriptor.bytes(at: start, count: Int(end - start))
        try check(content, blocks)
        if start == range.lowerBound, end == range.upperBound { return content }
        return Array(content[Int(range.lowerBound - start)..<Int(range.upperBound - start)])
    }

    private func check(_ content: [UInt8], _ blocks: ClosedRange<Int>) throws {
        try content.withUnsafeBytes { content in
            for block in blocks {
                let offset = (block - blocks.lowerBound) * BlobFooter.blockSize
                var checksum = CRC32()
                checksum.update(
                    UnsafeRawBufferPointer(rebasing: content[offset...].prefix(BlobFooter.blockSize)))
                guard checksum.value == footer.checksums[block] else { throw StoreError.corrupted(path: path) }
            }
        }
    }

    private static func footer(of file: OpenFile) throws -> BlobFooter {
        let length = try file.length()
        let tailStart = length - Int64(BlobFooter.tailLength)
        guard tailStart >= 0,
            let size = BlobFooter.size(fromTail: try file.bytes(at: tailStart, count: BlobFooter.tailLength)),
            size >= 0, size <= length, size + Int64(BlobFooter.length(size)) == length,
            let footer = BlobFooter(try file.bytes(at: size, count: BlobFooter.length(size)))
        else { throw StoreError.corrupted(path: file.path) }
        return footer
    }
}

/// A file that is open for reading until the last reference to it goes.
private final class OpenFile: Sendable {
    let path: String
    private let descriptor: Int32

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

    func length() throws -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileFailure.current(path) }
        return Int64(status.st_size)
    }

    func bytes(at offset: Int64, count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let read = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset) + off_t(filled))
                if read < 0, errno == EINTR { continue }
                guard read >= 0 else { throw FileFailure.current(path) }
                guard read > 0 else { throw StoreError.corrupted(path: path) }
                filled += read
            }
        }
    }
}
