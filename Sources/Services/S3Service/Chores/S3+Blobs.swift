import Store

extension S3 {
    /// Hands over the id of every blob that objects, versions and parts have, page by page. For backups.
    public static func eachBlob(in transaction: any ReadTransaction, _ body: (BlobID) throws -> Void) throws {
        for kind in [ObjectRecord.kind, VersionRecord.kind, PartsRecord.kind, PartRecord.kind] {
            let query = RecordQuery(kind, in: .region(nil, nil), order: .field(.blob))
            var position: RecordPosition?
            while case let rows = try transaction.rows(query, after: position, limit: 1000), let last = rows.last {
                for (_, place) in rows {
                    if case .string(let text)? = place.value, let id = BlobID(text) { try body(id) }
                }
                position = last.1
            }
        }
    }
}
