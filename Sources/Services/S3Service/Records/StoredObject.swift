import Essentials

/// One version of an object, with all that is known of it; or a delete marker, which has no content.
struct StoredObject: Codable, Sendable {
    let key: String
    /// As the API calls it; `null` where the bucket kept no versions.
    var versionID: String
    /// Orders the versions of a key: the higher the newer.
    var sequence: UInt64
    var modifiedAt: Timestamp
    /// Whose account wrote it, which without access control lists is the bucket's.
    var owner: AccountID
    var isDeleteMarker: Bool?
    /// In bytes.
    var size: Int64 = 0
    /// Without quotes.
    var eTag = ""
    var content: StoredContent?
    /// The headers that are kept as they came, by lower-case name.
    var headers: [String: String]?
    /// User-defined metadata, by lower-case name.
    var metadata: [String: String]?
    var tags: [StoredTag]?
    var checksum: StoredChecksum?
    var encryption: ObjectEncryption?
    var storageClass: String?
    var lock: ObjectLock?
    var acl: [StoredGrant]?
    /// How many parts it was uploaded in; nil where at once.
    var partCount: Int?

    var isMarker: Bool { isDeleteMarker == true }
}

/// Where content is.
struct StoredContent: Codable, Sendable, Hashable {
    /// The blob that holds it; nil where it is in parts.
    var blob: String?
    /// The record that lists the parts' blobs.
    var parts: String?
}

/// A checksum as S3 tells it.
struct StoredChecksum: Codable, Sendable, Hashable {
    var kind: ChecksumKind
    /// Base 64; of a composite one, with the number of parts after a hyphen.
    var value: String
    var isComposite: Bool?
}

/// How content is encrypted. Source: Amazon S3 user guide, "Protecting data with server-side encryption".
struct ObjectEncryption: Codable, Sendable, Hashable {
    /// The ARN of the KMS key; nil for SSE-S3.
    var keyARN: String?
    /// The data key, sealed by KMS; base 64.
    var wrappedKey: String?
    /// What the data key is bound to.
    var context: [String: String]?
    var usesBucketKey: Bool?

    static let managed = ObjectEncryption()
    var isKMS: Bool { keyARN != nil }
}

/// Source: Amazon S3 user guide, "Locking objects with Object Lock".
struct ObjectLock: Codable, Sendable, Hashable {
    enum Mode: String, Codable {
        case governance = "GOVERNANCE"
        case compliance = "COMPLIANCE"
    }

    var mode: Mode?
    var retainUntil: Timestamp?
    var isHeld: Bool?
}
