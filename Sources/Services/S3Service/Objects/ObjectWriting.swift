import AWSProtocols
import Essentials
import Store

extension WriteTransaction {
    /// The bucket as it is now. Throws NoSuchBucket where it is gone, or another has its name.
    func present(_ bucket: Bucket) throws -> BucketRecord {
        guard let row = try row(BucketRecord.kind, BucketRecord.key(bucket.name)) else {
            throw AWSError.noSuchBucket(bucket.name)
        }
        if row.version == bucket.version { return bucket.record }
        guard let record = try get(BucketRecord.self, BucketRecord.key(bucket.name))?.record, record.id == bucket.id
        else { throw AWSError.noSuchBucket(bucket.name) }
        return record
    }

    /// Makes an object the current version of its key, and what was that before what the bucket's versioning makes of
    /// it. Returns the object with its version.
    func install(_ object: StoredObject, in bucket: BucketRecord, _ random: any RandomSource) throws -> StoredObject {
        var object = object
        let current = try current(object.key, in: bucket)
        object.sequence = try nextSequence(object.key, after: current, in: bucket, at: object.modifiedAt)
        object.versionID =
            bucket.versioning == .enabled ? VersionID.make(object.sequence, random) : VersionID.null
        try giveWay(current, of: object.key, in: bucket)
        try put(ObjectRecord(bucket: bucket.id, object: object))
        return object
    }

    /// What a delete without a version does. Returns the delete marker, where one is made.
    func hide(
        _ key: String, in bucket: BucketRecord, at now: Timestamp, _ random: any RandomSource
    ) throws -> StoredObject? {
        let current = try current(key, in: bucket)
        guard bucket.versioning != .never else {
            if let current { try remove(current, in: bucket) }
            return nil
        }
        let sequence = try nextSequence(key, after: current, in: bucket, at: now)
        let id = bucket.versioning == .enabled ? VersionID.make(sequence, random) : VersionID.null
        try giveWay(current, of: key, in: bucket)
        try delete(ObjectRecord.self, ObjectRecord.key(bucket.id, key))
        let marker = StoredObject(
            key: key, versionID: id, sequence: sequence, modifiedAt: now, owner: bucket.owner, isDeleteMarker: true)
        try put(VersionRecord(bucket: bucket.id, object: marker))
        return marker
    }

    /// Removes one version for good. Where it was the current one, the next newest takes its place.
    func erase(_ object: StoredObject, in bucket: BucketRecord) throws {
        if try current(object.key, in: bucket)?.versionID == object.versionID {
            try remove(object, in: bucket)
        } else {
            try delete(VersionRecord.self, VersionRecord.key(bucket.id, object.key, object.sequence))
            try discard(object.content)
        }
        guard try current(object.key, in: bucket) == nil,
            let next = try newestNoncurrent(object.key, in: bucket), !next.object.isMarker
        else { return }
        try delete(VersionRecord.self, next.key)
        try put(ObjectRecord(bucket: bucket.id, object: next.object))
    }

    /// Writes what has changed of a version, such as its tags.
    func rewrite(_ object: StoredObject, in bucket: BucketRecord) throws {
        if try current(object.key, in: bucket)?.versionID == object.versionID {
            try put(ObjectRecord(bucket: bucket.id, object: object))
        } else {
            try put(VersionRecord(bucket: bucket.id, object: object))
        }
    }

    /// The content is no longer anybody's. Its blobs are deleted once this is committed.
    func discard(_ content: StoredContent?) throws {
        if let blob = content?.blob { try put(GarbageRecord(blob: blob)) }
        guard let id = content?.parts, let parts = try get(PartsRecord.self, PartsRecord.key(id))?.record else {
            return
        }
        for part in parts.parts { try put(GarbageRecord(blob: part.blob)) }
        try delete(PartsRecord.self, parts.key)
    }

    /// The current version becomes a noncurrent one, or where no versions are kept, goes.
    private func giveWay(_ current: StoredObject?, of key: String, in bucket: BucketRecord) throws {
        switch bucket.versioning {
        case .never: try discard(current?.content)
        case .enabled: if let current { try put(VersionRecord(bucket: bucket.id, object: current)) }
        case .suspended:
            if let current, current.versionID == VersionID.null {
                try discard(current.content)
            } else {
                if let null = try nullVersion(key, in: bucket) {
                    try delete(VersionRecord.self, null.key)
                    try discard(null.object.content)
                }
                if let current { try put(VersionRecord(bucket: bucket.id, object: current)) }
            }
        }
    }

    private func remove(_ current: StoredObject, in bucket: BucketRecord) throws {
        try delete(ObjectRecord.self, ObjectRecord.key(bucket.id, current.key))
        try discard(current.content)
    }

    /// Grows with every version of a key, and with the clock.
    private func nextSequence(
        _ key: String, after current: StoredObject?, in bucket: BucketRecord, at now: Timestamp
    ) throws -> UInt64 {
        let clock = UInt64(max(0, now.milliseconds)) << 16
        var last = current?.sequence ?? 0
        if bucket.versioning != .never, let newest = try newestNoncurrent(key, in: bucket) {
            last = max(last, newest.object.sequence)
        }
        return max(clock, last + 1)
    }
}
