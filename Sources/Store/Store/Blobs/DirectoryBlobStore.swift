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
        for shard in UInt8.min...UInt8.max { try Directory.create("\(root)/\(Hex.encode([shard]))") }
        try Directory.sync(root)
    }

    /// A directory that another process may be writing to, to read from. Nothing is made or removed.
    public init(reading root: String) throws {
        self.root = root
        random = SystemRandom()
    }

    public func create(_ id: BlobID) throws -> any BlobWriter {
        try FileBlobWriter(
            id, temporary: "\(root)/incoming/\(random.uuid())", directory: directory(of: id))
    }

    public func open(_ id: BlobID) throws -> (any BlobReader)? { try BlobFile(path(of: id), id) }

    public var isHeld: Bool { (try? BlobHold.unlessHeld(root) {}) == nil }

    public func delete(_ id: BlobID) throws -> Bool {
        let isDeleted = try BlobHold.unlessHeld(root) {
            guard unlink(path(of: id)) == 0 else {
                if errno == ENOENT { return false }
                throw FileFailure.current(path(of: id))
            }
            try Directory.sync(directory(of: id))
            return true
        }
        guard let isDeleted else { throw StoreError.inUse(path: root) }
        return isDeleted
    }

    /// Shard by shard, so that a page costs what its shards hold, however many blobs there are.
    public func list(after id: BlobID?, limit: Int) throws -> [BlobID] {
        var ids: [BlobID] = []
        for shard in (id.map(Self.shard) ?? 0)...UInt8.max where ids.count < limit {
            let names = try Directory.names(in: "\(root)/\(Hex.encode([shard]))").compactMap { BlobID($0) }
            let isFirst = id.map(Self.shard) == shard
            ids += names.filter { name in !isFirst || id.map { $0 < name } ?? true }.sorted()
        }
        return Array(ids.prefix(limit))
    }

    private func directory(of id: BlobID) -> String { "\(root)/\(Hex.encode([Self.shard(id)]))" }

    private static func shard(_ id: BlobID) -> UInt8 {
        UInt8(truncatingIfNeeded: CRC32.checksum(Array(id.description.utf8)))
    }

    func path(of id: BlobID) -> String { "\(directory(of: id))/\(id)" }
}
