#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Crypto

/// Writes one blob's file.
final class FileBlobWriter: BlobWriter {
    private let id: BlobID
    private let temporary: String
    private let directory: String
    private var descriptor: Int32?
    private var digest = SHA256()
    private var block = CRC32()
    private var inBlock = 0
    private var checksums: [UInt32] = []
    private var size: Int64 = 0

    init(_ id: BlobID, temporary: String, directory: String) throws {
        (self.id, self.temporary, self.directory) = (id, temporary, directory)
        let opened = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw FileFailure.current(temporary) }
        descriptor = opened
    }

    deinit { abandon() }

    func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { content in
            try write(content)
            digest.update(bufferPointer: content)
            addChecksums(of: content)
        }
        size += Int64(bytes.count)
    }

    func finish() throws -> BlobInfo {
        closeBlock()
        let footer = BlobFooter(checksums: checksums, digest: Array(digest.finalize()), size: size)
        try footer.bytes.withUnsafeBytes { try write($0) }
        guard let open = descriptor, fsync(open) == 0, rename(temporary, "\(directory)/\(id)") == 0 else {
            defer { abandon() }
            throw FileFailure.current(temporary)
        }
        descriptor = nil
        close(open)
        try Directory.sync(directory)
        return BlobInfo(id: id, size: size, digest: footer.digest)
    }

    func abandon() {
        guard let open = descriptor else { return }
        descriptor = nil
        close(open)
        unlink(temporary)
    }

    private func addChecksums(of content: UnsafeRawBufferPointer) {
        var rest = content[...]
        while !rest.isEmpty {
            let part = rest.prefix(BlobFooter.blockSize - inBlock)
            block.update(UnsafeRawBufferPointer(rebasing: part))
            inBlock += part.count
            rest = rest.dropFirst(part.count)
            if inBlock == BlobFooter.blockSize { closeBlock() }
        }
    }

    private func closeBlock() {
        guard inBlock > 0 else { return }
        checksums.append(block.value)
        (block, inBlock) = (CRC32(), 0)
    }

    private func write(_ content: UnsafeRawBufferPointer) throws {
        guard let open = descriptor else { throw StoreError.closed }
        var rest = content[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            #if canImport(Glibc)
                let written = Glibc.write(open, part.baseAddress, part.count)
            #else
                let written = Darwin.write(open, part.baseAddress, part.count)
            #endif
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                let failure = FileFailure.current(temporary)
                abandon()
                throw failure
            }
            rest = rest.dropFirst(written)
        }
    }
}
