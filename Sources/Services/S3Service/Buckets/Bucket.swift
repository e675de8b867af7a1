import Essentials
import KeyEngine
import PolicyEngine
import S3Model
import Store

/// A bucket as calls need it, with what its record says made ready for use.
final class Bucket: Sendable {
    let record: BucketRecord
    let version: RecordVersion
    /// Of SSE-S3.
    let key: SecretBytes
    /// With unique ids for the users and roles that it names.
    let policy: AttachedPolicy?
    let isPolicyPublic: Bool

    init(_ stored: Versioned<BucketRecord>, _ vault: BucketVault) throws {
        record = stored.record
        version = stored.version
        key = try vault.open(stored.record)
        policy = try stored.record.policy.map { policy in
            AttachedPolicy(
                try Policy(parsing: policy.principals.bind(policy.text), as: .resource),
                from: PolicySource(kind: .resource, name: "bucket policy", attachedTo: stored.record.arn))
        }
        isPolicyPublic = stored.record.policy.map { PublicPolicy.isPublic($0.text) } ?? false
    }

    var id: String { record.id }
    var name: String { record.name }
    var owner: AccountID { record.owner }
    var arn: String { record.arn }

    /// Without controls, a bucket's owner owns what is in it, and there are no access control lists.
    var ownership: ObjectOwnership {
        record.ownershipControls?.value.rules.first?.objectOwnership ?? .objectWriter
    }

    var usesACLs: Bool { ownership != .bucketOwnerEnforced }
    var access: PublicAccessBlockConfiguration { record.publicAccessBlock?.value ?? PublicAccessBlockConfiguration() }
    var isLockEnabled: Bool { record.objectLock != nil }
}
