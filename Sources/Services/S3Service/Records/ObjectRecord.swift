import Essentials
import Store

/// The current version of an object. A key whose newest version is a delete marker has none, so lists of keys never
/// walk over markers.
struct ObjectRecord: StoredRecord {
    static let kind: RecordKind = "s3.object"

    let bucket: String
    var object: StoredObject

    static func key(_ bucket: String, _ key: String) -> RecordKey {
        RecordKey(account: nil, region: nil, id: ObjectPlace.id(bucket, key))
    }

    var key: RecordKey { Self.key(bucket, object.key) }
    var indexes: [IndexEntry] { object.content?.blob.map { [IndexEntry(.blob, $0)] } ?? [] }
}

/// A version that is not the current one, or a delete marker, which may be the newest.
struct VersionRecord: StoredRecord {
    static let kind: RecordKind = "s3.version"

    let bucket: String
    var object: StoredObject

    /// The newest of a key come first.
    static func key(_ bucket: String, _ key: String, _ sequence: UInt64) -> RecordKey {
        RecordKey(account: nil, region: nil, id: ObjectPlace.id(bucket, key, suffix(sequence)))
    }

    static func suffix(_ sequence: UInt64) -> String {
        let digits = String(~sequence, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    var key: RecordKey { Self.key(bucket, object.key, object.sequence) }

    var indexes: [IndexEntry] {
        var indexes = object.content?.blob.map { [IndexEntry(.blob, $0)] } ?? []
        if object.versionID == VersionID.null {
            indexes.append(IndexEntry(.nullVersion, ObjectPlace.id(bucket, object.key)))
        }
        return indexes
    }
}

/// The parts that make up the content of an object that was uploaded in parts.
struct PartsRecord: StoredRecord {
    static let kind: RecordKind = "s3.parts"

    struct Part: Codable, Sendable {
        let number: Int
        let size: Int64
        let blob: String
        var checksum: StoredChecksum?
    }

    let id: String
    var parts: [Part]

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }

    var key: RecordKey { Self.key(id) }
    var indexes: [IndexEntry] { parts.map { IndexEntry(.blob, $0.blob) } }
}

/// A blob that nothing refers to any more, until it is deleted.
struct GarbageRecord: StoredRecord {
    static let kind: RecordKind = "s3.garbage"

    let blob: String

    var key: RecordKey { RecordKey(account: nil, region: nil, id: blob) }
}
