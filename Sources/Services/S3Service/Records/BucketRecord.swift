import Essentials
import S3Model
import ServiceKit
import Store

/// A bucket and everything that is configured of it. Names are unique among all accounts.
struct BucketRecord: StoredRecord {
    static let kind: RecordKind = "s3.bucket"

    enum Versioning: String, Codable {
        case never
        case enabled = "Enabled"
        case suspended = "Suspended"
    }

    struct Policy: Codable {
        var text: String
        var principals: PolicyPrincipals
    }

    let name: String
    /// Differs from that of every other bucket there ever was, so that nothing of a deleted bucket is in a new one of
    /// its name.
    let id: String
    let owner: AccountID
    let region: Region
    let createdAt: Timestamp
    /// The key from which those of SSE-S3 are derived, sealed under the root key; base 64.
    var sealedKey: String
    var versioning = Versioning.never
    var policy: Policy?
    var publicAccessBlock: StoredConfiguration<PublicAccessBlockConfiguration>?
    var ownershipControls: StoredConfiguration<OwnershipControls>?
    var acl: [StoredGrant]?
    var tags: [StoredTag] = []
    var encryption: StoredConfiguration<ServerSideEncryptionConfiguration>?
    var cors: StoredConfiguration<CORSConfiguration>?
    var lifecycle: StoredConfiguration<BucketLifecycleConfiguration>?
    var transitionMinimum: String?
    /// Until when expired objects have been deleted.
    var lifecycleDoneThrough: Timestamp?
    var objectLock: StoredConfiguration<ObjectLockConfiguration>?
    var notifications: StoredConfiguration<NotificationConfiguration>?

    var arn: String { "arn:aws:s3:::\(name)" }
    func arn(of key: String) -> String { "\(arn)/\(key)" }

    static func key(_ name: String) -> RecordKey { RecordKey(account: nil, region: nil, id: name) }

    var key: RecordKey { Self.key(name) }

    var indexes: [IndexEntry] {
        var indexes = [IndexEntry(.owner, owner.description)]
        if lifecycle != nil { indexes.append(IndexEntry(.lifecycle, lifecycleDoneThrough?.milliseconds ?? 0)) }
        return indexes
    }

    init(name: String, id: String, owner: AccountID, region: Region, createdAt: Timestamp, sealedKey: String) {
        self.name = name
        self.id = id
        self.owner = owner
        self.region = region
        self.createdAt = createdAt
        self.sealedKey = sealedKey
    }
}

extension IndexField {
    /// Of a bucket: its account.
    static let owner: IndexField = "owner"
    /// Of a bucket with lifecycle rules: until when they have been carried out, in milliseconds.
    static let lifecycle: IndexField = "lifecycle"
    /// Of whatever has content: the ids of its blobs.
    static let blob: IndexField = "blob"
    /// Of a version that is not the current one and has the id `null`: bucket and key.
    static let nullVersion: IndexField = "nullVersion"
    /// Of a multipart upload: the bucket and, in milliseconds, when it was begun.
    static let bucket: IndexField = "bucket"
}

struct StoredTag: Codable, Hashable, Sendable {
    var key: String
    var value: String
}

extension Tag {
    init(_ tag: StoredTag) { self.init(key: tag.key, value: tag.value) }
}

/// One entry of an access control list.
struct StoredGrant: Codable, Hashable, Sendable {
    enum Grantee: Codable, Hashable, Sendable {
        case canonicalUser(String)
        case group(String)
    }

    var grantee: Grantee
    /// `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`.
    var permission: String
}
