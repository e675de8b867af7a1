import AWSProtocols
import Essentials
import PolicyEngine
import S3Model
import ServiceKit

extension S3 {
    /// The question whether the caller may do something to a bucket.
    /// - Parameter permission: the one of an access control list that would let them
    func check(
        _ action: ActionName, _ bucket: Bucket, permission: String? = nil,
        _ conditions: S3Conditions = S3Conditions(), in scope: RequestScope
    ) -> AccessCheck {
        var check = AccessCheck(
            action: action, resource: bucket.arn, account: bucket.owner, policy: policy(of: bucket, for: scope),
            auditType: "AWS::S3::Bucket",
            grant: grant(permission, bucket.record.acl, of: bucket.owner, in: bucket, to: scope),
            conditionKeys: { conditions.value($0, of: bucket.owner, in: scope) })
        check.region = bucket.record.region
        check.auditDetails = scope.auditDetails
        return check
    }

    /// The same of an object, or of a key that has none yet.
    func check(
        _ action: ActionName, _ bucket: Bucket, key: String, _ object: StoredObject? = nil, permission: String? = nil,
        given conditions: S3Conditions = S3Conditions(), in scope: RequestScope
    ) -> AccessCheck {
        var conditions = conditions
        conditions.existingTags = object?.tags ?? []
        // What another account wrote is its own, as long as there are access control lists.
        let owner = bucket.usesACLs ? object?.owner ?? bucket.owner : bucket.owner
        var check = AccessCheck(
            action: action, resource: bucket.record.arn(of: key), account: owner,
            policy: policy(of: bucket, for: scope),
            auditType: "AWS::S3::Object", grant: grant(permission, object?.acl, of: owner, in: bucket, to: scope),
            conditionKeys: { [conditions] in conditions.value($0, of: bucket.owner, in: scope) })
        check.auditedWith = [bucket.auditResource]
        check.auditDetails = scope.auditDetails
        check.region = bucket.record.region
        return check
    }

    /// A bucket that is not to be public does not listen to its public policy where others ask.
    /// Source: Amazon S3 user guide, "Blocking public access", RestrictPublicBuckets.
    private func policy(of bucket: Bucket, for scope: RequestScope) -> AttachedPolicy? {
        guard bucket.access.restrictPublicBuckets == true, bucket.isPolicyPublic else { return bucket.policy }
        switch scope.caller.kind {
        case .service: return bucket.policy
        case .anonymous: return nil
        default: return scope.account == bucket.owner ? bucket.policy : nil
        }
    }

    private func grant(
        _ permission: String?, _ acl: [StoredGrant]?, of owner: AccountID, in bucket: Bucket, to scope: RequestScope
    ) -> (@Sendable () -> Bool)? {
        guard let permission, let acl, bucket.usesACLs else { return nil }
        let groups: Set<String>
        let user: String?
        if case .anonymous = scope.caller.kind {
            groups = [CanonicalUser.allUsers]
            user = nil
        } else {
            groups = [CanonicalUser.allUsers, CanonicalUser.authenticatedUsers]
            user = CanonicalUser.id(of: scope.account)
        }
        let ignoresPublic = bucket.access.ignorePublicAcls == true
        return {
            acl.contains { grant in
                guard grant.permission == permission || grant.permission == "FULL_CONTROL" else { return false }
                switch grant.grantee {
                case .canonicalUser(let id): return id == user
                case .group(let uri): return !ignoresPublic && groups.contains(uri)
                }
            }
        }
    }
}

extension Bucket {
    var auditResource: AuditResource { AuditResource(arn: arn, type: "AWS::S3::Bucket", account: owner) }
}

extension RequestScope {
    /// What records of S3 tell of the signature. Source: Amazon S3 user guide, "Amazon S3 CloudTrail events", examples.
    fileprivate var auditDetails: [UInt8]? {
        switch arrival?.signature {
        case .header: Self.byHeader
        case .query: Self.byQuery
        case .form: Self.byForm
        case nil, Arrival.Signature.none?: nil
        }
    }

    private static let byHeader = details("AuthHeader")
    private static let byQuery = details("QueryString")
    private static let byForm = details("HtmlForm")

    private static func details(_ method: String) -> [UInt8] {
        (["SignatureVersion": "SigV4", "AuthenticationMethod": .string(method)] as JSON).bytes
    }
}
