import Crypto
import Synchronization

/// Blobs in memory, for servers that keep nothing.
public final class MemoryBlobStore: BlobStore {
    private let blobs = Mutex<[BlobID: (info: BlobInfo, bytes: [UInt8])]>([:])

    public init() {}

    public func create(_ id: BlobID) throws -> any BlobWriter { MemoryBlobWriter(id, in: self) }

    public func open(_ id: BlobID) throws -> (any BlobReader)? {
        blobs.withLock { $0[id] }.map { MemoryBlobReader(info: $0.info, bytes: $0.bytes) }
    }

    public func delete(_ id: BlobID) throws -> Bool { blobs.withLock { $0.removeValue(forKey: id) } != nil }

    public func list(after id: BlobID?, limit: Int) throws -> [BlobID] {
        let ids = blobs.withLock { Array($0.keys) }
        return Array(ids.filter { candidate in id.map { $0 < candidate } ?? true }.sorted().prefix(limit))
    }

    /// Forgets every blob.
    public func reset() { blobs.withLock { $0 = [:] } }

    func keep(_ bytes: [UInt8], as id: BlobID) -> BlobInfo {
        let info = BlobInfo(id: id, size: Int64(bytes.count), digest: Array(SHA256.hash(data: bytes)))
        blobs.withLock { $0[id] = (info, bytes) }
        return info
    }
}

struct MemoryBlobReader: BlobReader {
    let info: BlobInfo
    let bytes: [UInt8]

    func read(_ range: Range<Int64>) throws -> [UInt8] {
        let range = range.clamped(to: 0..<info.size)
        return Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
    }
}

final class MemoryBlobWriter: BlobWriter {
    private let id: BlobID
    private let store: MemoryBlobStore
    private var bytes: [UInt8]? = []

    init(_ id: BlobID, in store: MemoryBlobStore) {
        self.id = id
        self.store = store
    }

    func append(_ more: [UInt8]) throws {
        guard bytes != nil else { throw StoreError.closed }
        bytes?.append(contentsOf: more)
    }

    func finish() throws -> BlobInfo {
        guard let written = bytes else { throw StoreError.closed }
        bytes = nil
        return store.keep(written, as: id)
    }

    func abandon() { bytes = nil }
}
