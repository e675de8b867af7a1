import Essentials
import Store

/// A multipart upload that is under way. What is said of the object when it begins stands in `object`.
struct UploadRecord: StoredRecord {
    static let kind: RecordKind = "s3.upload"

    let bucket: String
    let uploadID: String
    let initiatedAt: Timestamp
    /// The ARN of who began it.
    let initiator: String
    var object: StoredObject
    var checksumKind: ChecksumKind?
    var isComposite: Bool?

    static func key(_ bucket: String, _ key: String, _ uploadID: String) -> RecordKey {
        RecordKey(account: nil, region: nil, id: ObjectPlace.id(bucket, key, uploadID))
    }

    var key: RecordKey { Self.key(bucket, object.key, uploadID) }
}

/// A part of an upload that is under way; the last that was sent of its number.
struct PartRecord: StoredRecord {
    static let kind: RecordKind = "s3.part"

    let uploadID: String
    let number: Int
    let size: Int64
    /// 32 hexadecimal digits, without quotes.
    let eTag: String
    let blob: String
    let modifiedAt: Timestamp
    /// As it is told.
    var checksum: StoredChecksum?
    /// Of which the whole object's is made.
    var fullChecksum: StoredChecksum?

    static func key(_ uploadID: String, _ number: Int) -> RecordKey {
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
        return RecordKey(account: nil, region: nil, id: "\(uploadID)/\(padded)")
    }

    var key: RecordKey { Self.key(uploadID, number) }
    var indexes: [IndexEntry] { [IndexEntry(.blob, blob)] }
}
