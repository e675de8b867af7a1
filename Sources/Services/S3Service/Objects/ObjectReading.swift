import Essentials
import Store

extension ReadTransaction {
    /// The version of that id; without one, the newest, which may be a delete marker.
    func object(_ key: String, _ version: String?, in bucket: BucketRecord) throws -> StoredObject? {
        if let version { return try object(key, version: version, in: bucket) }
        if let current = try current(key, in: bucket) { return current }
        return bucket.versioning == .never ? nil : try newestNoncurrent(key, in: bucket)?.object
    }

    /// The current version, unless it is a delete marker.
    func current(_ key: String, in bucket: BucketRecord) throws -> StoredObject? {
        try get(ObjectRecord.self, ObjectRecord.key(bucket.id, key))?.record.object
    }

    /// The newest of those that are not kept as current: where there is no current one, a delete marker.
    func newestNoncurrent(_ key: String, in bucket: BucketRecord) throws -> VersionRecord? {
        let start = ObjectPlace.id(bucket.id, key, "")
        let query = RecordQuery(VersionRecord.kind, in: .region(nil, nil))
        let position = RecordPosition(value: nil, key: RecordKey(account: nil, region: nil, id: start))
        guard let (row, _) = try rows(query, after: position, limit: 1).first,
            let place = ObjectPlace.parse(row.key.id, in: bucket.id), place.key.utf8.elementsEqual(key.utf8)
        else { return nil }
        return try get(VersionRecord.self, row.key)?.record
    }

    func nullVersion(_ key: String, in bucket: BucketRecord) throws -> VersionRecord? {
        try first(
            VersionRecord.self, in: .region(nil, nil),
            where: .equals(.nullVersion, .string(ObjectPlace.id(bucket.id, key))))?.record
    }

    private func object(_ key: String, version: String, in bucket: BucketRecord) throws -> StoredObject? {
        if let current = try current(key, in: bucket), current.versionID == version { return current }
        if version == VersionID.null { return try nullVersion(key, in: bucket)?.object }
        guard let sequence = VersionID.sequence(of: version),
            let found = try get(VersionRecord.self, VersionRecord.key(bucket.id, key, sequence))?.record.object,
            found.versionID == version
        else { return nil }
        return found
    }
}
