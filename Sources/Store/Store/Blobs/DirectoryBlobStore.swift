#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Essentials
import Synchronization

/// Blobs as files of one directory tree, each under the first two characters of its name's checksum.
///
/// A file is the content followed by a footer (`BlobFooter`) with a checksum for each block of 64 KiB, so a range can be
/// checked without reading the rest. A blob is written to `incoming/`, synced, and renamed into its place, after which
/// the directory is synced: it is there wholly or not at all.
public final class DirectoryBlobStore: BlobStore {
    let root: String
    private let random: any RandomSource

    /// Makes the directory if need be and removes what unfinished writers of an earlier run left.
    /// Errors: `notWritable`, `diskFull`, `failed`.
    public init(_ root: String, random: any RandomSource = SystemRandom()) throws {
        self.root = root
        self.random = random
        try Directory.create(root)
        try Directory.create("\(root)/incoming")
        for name in try Directory.names(in: "\(root)/incoming") { unlink("\(root)/incoming/\(name)") }
        // Made at once, so that no write has to sync the parent of a directory of its own making.
        for shard in 0..<256 { try Directory.create("\(root)/\(Hex.encode([UInt8(shard)]))") }
        try Directory.sync(root)
    }

    public func create(_ id: BlobID) throws -> any BlobWriter {
        try FileBlobWriter(
            id, temporary: "\(root)/incoming/\(random.uuid())", directory: directory(of: id))
    }

    public func info(_ id: BlobID) throws -> BlobInfo? {
        guard let file = try BlobFile(path(of: id)) else { return nil }
        return try file.info(id)
    }

    public func read(_ id: BlobID, range: Range<Int64>) throws -> [UInt8]? {
        guard let file = try BlobFile(path(of: id)) else { return nil }
        return try file.read(range)
    }

    public func delete(_ id: BlobID) throws -> Bool {
        guard unlink(path(of: id)) == 0 else {
            if errno == ENOENT { return false }
            throw FileFailure.current(path(of: id))
        }
        try Directory.sync(directory(of: id))
        return true
    }

    public func list(after id: BlobID?, limit: Int) throws -> [BlobID] {
        var ids: [BlobID] = []
        for shard in 0..<256 {
            let names = try Directory.names(in: "\(root)/\(Hex.encode([UInt8(shard)]))")
            ids += names.compactMap { BlobID($0) }.filter { candidate in id.map { $0 < candidate } ?? true }
            // Keeps memory to two pages and one shard, however many blobs there are.
            if ids.count > 2 * limit { ids = Array(ids.sorted().prefix(limit)) }
        }
        return Array(ids.sorted().prefix(limit))
    }

    private func directory(of id: BlobID) -> String {
        let checksum = CRC32.checksum(Array(id.description.utf8))
        return "\(root)/\(Hex.encode([UInt8(truncatingIfNeeded: checksum)]))"
    }

    func path(of id: BlobID) -> String { "\(directory(of: id))/\(id)" }
}
