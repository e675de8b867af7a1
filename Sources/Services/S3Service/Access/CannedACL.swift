import AWSProtocols
import Essentials
import S3Model
import ServiceKit

/// Source: Amazon S3 user guide, "Access control list (ACL) overview", canned ACL.
enum CannedACL {
    /// What a name stands for; nil for those that grant nothing here.
    static func grants(_ name: String, to owner: AccountID, bucketOwner: AccountID) -> [StoredGrant]? {
        let full = StoredGrant(
            grantee: .canonicalUser(CanonicalUser.id(of: owner)), permission: "FULL_CONTROL")
        let bucket = StoredGrant.Grantee.canonicalUser(CanonicalUser.id(of: bucketOwner))
        func all(_ permissions: String..., group: String = CanonicalUser.allUsers) -> [StoredGrant] {
            [full] + permissions.map { StoredGrant(grantee: .group(group), permission: $0) }
        }
        switch name {
        case "private", "aws-exec-read": return [full]
        case "public-read": return all("READ")
        case "public-read-write": return all("READ", "WRITE")
        case "authenticated-read": return all("READ", group: CanonicalUser.authenticatedUsers)
        case "bucket-owner-read": return [full, StoredGrant(grantee: bucket, permission: "READ")]
        case "bucket-owner-full-control":
            return owner == bucketOwner ? [full] : [full, StoredGrant(grantee: bucket, permission: "FULL_CONTROL")]
        case "log-delivery-write": return all("WRITE", "READ_ACP", group: CanonicalUser.logDelivery)
        default: return nil
        }
    }

    static func isPublic(_ name: String) -> Bool {
        ["public-read", "public-read-write", "authenticated-read"].contains(name)
    }

    static func isPublic(_ grants: [StoredGrant]) -> Bool {
        grants.contains { grant in
            guard case .group(let uri) = grant.grantee else { return false }
            return uri == CanonicalUser.allUsers || uri == CanonicalUser.authenticatedUsers
        }
    }
}

/// The `x-amz-grant-…` headers. Source: Amazon S3 API reference, PutObjectAcl.
enum GrantHeaders {
    static func grants(_ headers: [(permission: String, value: String?)]) throws(AWSError) -> [StoredGrant] {
        var grants: [StoredGrant] = []
        for (permission, value) in headers {
            for part in (value ?? "").split(separator: ",") {
                let pair = part.split(separator: "=", maxSplits: 1)
                guard pair.count == 2 else { throw invalid(value) }
                let kind = pair[0].filter { $0 != " " }.lowercased()
                let name = pair[1].filter { $0 != " " && $0 != "\"" }
                switch kind {
                case "id": grants.append(StoredGrant(grantee: .canonicalUser(name), permission: permission))
                case "uri": grants.append(try group(name, permission))
                default: throw invalid(value)
                }
            }
        }
        return grants
    }

    static func group(_ uri: String, _ permission: String) throws(AWSError) -> StoredGrant {
        guard [CanonicalUser.allUsers, CanonicalUser.authenticatedUsers, CanonicalUser.logDelivery].contains(uri) else {
            throw .invalidArgument("Invalid group uri", name: "uri", value: uri)
        }
        return StoredGrant(grantee: .group(uri), permission: permission)
    }

    private static func invalid(_ value: String?) -> AWSError {
        .invalidArgument("Argument format not recognized", name: "x-amz-grant", value: value)
    }
}

extension S3 {
    /// Whose a new object is, and who may do what to it; without access control lists the bucket's owner's alone.
    func ownership(
        _ input: some ObjectDescription, in bucket: Bucket, _ scope: RequestScope
    ) throws -> (account: AccountID, acl: [StoredGrant]?) {
        let given = try GrantHeaders.grants([
            ("FULL_CONTROL", input.grantFullControl), ("READ", input.grantRead), ("READ_ACP", input.grantReadACP),
            ("WRITE_ACP", input.grantWriteACP),
        ])
        let givesOwnerAll = input.acl == .bucketOwnerFullControl
        guard bucket.usesACLs else {
            guard given.isEmpty, input.acl == nil || givesOwnerAll else { throw AWSError.aclNotSupported }
            return (bucket.owner, nil)
        }
        guard input.acl == nil || given.isEmpty else { throw AWSError.aclGivenTwice }
        let writer = scope.caller.isAnonymous ? bucket.owner : scope.account
        let owner = bucket.ownership == .bucketOwnerPreferred && givesOwnerAll ? bucket.owner : writer
        let grants =
            given.isEmpty
            ? CannedACL.grants(input.acl?.rawValue ?? "private", to: owner, bucketOwner: bucket.owner) ?? [] : given
        if bucket.access.blockPublicAcls == true, CannedACL.isPublic(grants) { throw AWSError.s3AccessDenied }
        return (owner, grants)
    }
}

extension AWSError {
    static let aclNotSupported = AWSError(
        code: "AccessControlListNotSupported", "The bucket does not allow ACLs", status: 400)
    static let aclGivenTwice = AWSError(
        code: "InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed", status: 400)
}
