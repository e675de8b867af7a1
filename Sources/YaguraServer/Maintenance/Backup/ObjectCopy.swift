import S3Service
import Store
import StoreSQLite

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Copies the content of objects from one blob directory to another. What is copied has been checked on its way, so what
/// is damaged comes into no backup and out of none.
final class ObjectCopy {
    private static let piece: Int64 = 4 << 20

    private let source: DirectoryBlobStore
    private let path: String
    /// Made for the first blob: a backup without objects has no directory for them.
    private var destination: DirectoryBlobStore?

    init(from source: DirectoryBlobStore, to path: String) {
        self.source = source
        self.path = path
    }

    /// Copies all that the records of `database` refer to. Errors: `StoreError`; `damaged` where something is missing.
    func run(for database: DatabaseCopy, from path: String) throws -> BackupManifest.Objects {
        var (count, size) = (Int64(0), Int64(0))
        try database.read { transaction in
            try S3.eachBlob(in: transaction) { id in
                guard let bytes = try copy(id) else { throw BackupError.damaged("\(path)/\(id)") }
                count += 1
                size += bytes
            }
        }
        return BackupManifest.Objects(count: count, size: size)
    }

    /// Copies everything that there is.
    func run() throws -> BackupManifest.Objects {
        var (count, size) = (Int64(0), Int64(0))
        var last: BlobID?
        while case let page = try source.list(after: last, limit: 256), let end = page.last {
            for id in page {
                size += try copy(id) ?? 0
                count += 1
            }
            last = end
        }
        return BackupManifest.Objects(count: count, size: size)
    }

    /// How many bytes it has; nil where there is none.
    private func copy(_ id: BlobID) throws -> Int64? {
        guard let reader = try source.open(id) else { return nil }
        let store = try destination ?? DirectoryBlobStore(path)
        destination = store
        let writer = try store.create(id)
        var position: Int64 = 0
        while position < reader.info.size {
            let end = min(position + Self.piece, reader.info.size)
            try writer.append(reader.read(position..<end))
            position = end
        }
        guard try writer.finish().digest == reader.info.digest else {
            throw StoreError.corrupted(path: id.description)
        }
        return reader.info.size
    }
}
