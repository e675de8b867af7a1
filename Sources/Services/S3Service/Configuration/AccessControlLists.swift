import AWSProtocols
import Essentials
import S3Model
import ServiceKit
import Store

extension S3 {
    func getBucketAcl(
        _ input: GetBucketAclRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> GetBucketAclOutput {
        let record = bucket.value.record
        return GetBucketAclOutput(
            owner: Owner(record.owner), grants: Self.grants(record.acl, of: record.owner).map(Grant.init))
    }

    /// Source: Amazon S3 API reference, PutBucketAcl.
    func putBucketAcl(
        _ input: PutBucketAclRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let owner = bucket.value.owner
        let headers = try GrantHeaders.grants([
            ("FULL_CONTROL", input.grantFullControl), ("READ", input.grantRead), ("READ_ACP", input.grantReadACP),
            ("WRITE", input.grantWrite), ("WRITE_ACP", input.grantWriteACP),
        ])
        let wanted = try WantedACL(
            canned: input.acl?.rawValue, headers, input.accessControlPolicy, owner: owner, bucketOwner: owner)
        return change(bucket, answering: EmptyStructure()) { record in
            record.acl = try wanted.grants(in: record)
        }
    }

    func getObjectAcl(
        _ input: GetObjectAclRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) -> GetObjectAclOutput {
        let object = found.value.object
        let owner = found.value.bucket.usesACLs ? object.owner : found.value.bucket.owner
        let acl = found.value.bucket.usesACLs ? object.acl : nil
        return GetObjectAclOutput(owner: Owner(owner), grants: Self.grants(acl, of: owner).map(Grant.init))
    }

    /// Source: Amazon S3 API reference, PutObjectAcl.
    func putObjectAcl(
        _ input: PutObjectAclRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) throws -> Change<PutObjectAclOutput> {
        let (bucket, object) = (found.value.bucket, found.value.object)
        let headers = try GrantHeaders.grants([
            ("FULL_CONTROL", input.grantFullControl), ("READ", input.grantRead), ("READ_ACP", input.grantReadACP),
            ("WRITE_ACP", input.grantWriteACP),
        ])
        let wanted = try WantedACL(
            canned: input.acl?.rawValue, headers, input.accessControlPolicy, owner: object.owner,
            bucketOwner: bucket.owner)
        return changeObject(found, answering: PutObjectAclOutput(), in: scope, telling: { .accessChanged($0) }) {
            object, record in
            object.acl = try wanted.grants(in: record)
        }
    }

    private static func grants(_ acl: [StoredGrant]?, of owner: AccountID) -> [StoredGrant] {
        acl ?? CannedACL.grants("private", to: owner, bucketOwner: owner) ?? []
    }
}

/// An access control list as a call gives it: by name, by headers or in full.
private struct WantedACL: Sendable {
    private let grants: [StoredGrant]
    private let isOwnersAlone: Bool

    init(
        canned: String?, _ headers: [StoredGrant], _ policy: AccessControlPolicy?, owner: AccountID,
        bucketOwner: AccountID
    ) throws(AWSError) {
        let given = [canned != nil, !headers.isEmpty, policy != nil].count(where: { $0 })
        guard given == 1 else {
            throw given == 0
                ? AWSError(
                    code: "MissingSecurityHeader", "Your request was missing a required header", status: 400)
                : .aclGivenTwice
        }
        if let canned {
            guard let grants = CannedACL.grants(canned, to: owner, bucketOwner: bucketOwner) else {
                throw .invalidArgument("", name: "x-amz-acl", value: canned)
            }
            self.grants = grants
        } else if let policy {
            grants = try policy.storedGrants()
            if let id = policy.owner?.id, id != CanonicalUser.id(of: owner) {
                throw .s3AccessDenied
            }
        } else {
            grants = headers
        }
        let owners = [CanonicalUser.id(of: owner), CanonicalUser.id(of: bucketOwner)]
        isOwnersAlone = grants.allSatisfy { grant in
            if case .canonicalUser(let id) = grant.grantee { owners.contains(id) } else { false }
        }
    }

    func grants(in bucket: BucketRecord) throws(AWSError) -> [StoredGrant] {
        let ownership = bucket.ownershipControls?.value.rules.first?.objectOwnership
        guard ownership != .bucketOwnerEnforced || isOwnersAlone else { throw .aclNotSupported }
        if bucket.publicAccessBlock?.value.blockPublicAcls == true, CannedACL.isPublic(grants) {
            throw .s3AccessDenied
        }
        return grants
    }
}

extension AccessControlPolicy {
    fileprivate func storedGrants() throws(AWSError) -> [StoredGrant] {
        let given = grants ?? []
        guard given.count <= 100 else { throw .malformedACL }
        var stored: [StoredGrant] = []
        for grant in given {
            guard let permission = grant.permission, let grantee = grant.grantee else { throw .malformedACL }
            switch grantee.type {
            case .canonicalUser:
                guard let id = grantee.id else { throw .malformedACL }
                stored.append(StoredGrant(grantee: .canonicalUser(id), permission: permission.rawValue))
            case .group: stored.append(try GrantHeaders.group(grantee.uri ?? "", permission.rawValue))
            case .amazonCustomerByEmail: throw .notImplementedHeader("EmailAddress")
            }
        }
        return stored
    }
}

extension AWSError {
    fileprivate static let malformedACL = AWSError(
        code: "MalformedACLError",
        "The XML you provided was not well-formed or did not validate against our published schema",
        status: 400)
}

extension Grant {
    init(_ grant: StoredGrant) {
        let grantee: Grantee =
            switch grant.grantee {
            case .canonicalUser(let id): Grantee(type: .canonicalUser, id: id)
            case .group(let uri): Grantee(type: .group, uri: uri)
            }
        self.init(grantee: grantee, permission: Permission(rawValue: grant.permission))
    }
}
