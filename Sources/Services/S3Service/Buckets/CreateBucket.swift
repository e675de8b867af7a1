import AWSProtocols
import Essentials
import PolicyEngine
import S3Model
import ServiceKit
import Store

extension S3 {
    /// How many buckets an account may have. Source: Amazon S3 user guide, "Bucket quotas, limitations, and restrictions".
    static let bucketLimit = 10_000

    func newBucket(_ input: CreateBucketRequest, in scope: RequestScope) throws -> Target<String> {
        if scope.caller.isAnonymous { throw AWSError.s3AccessDenied }
        guard BucketName.isValid(input.bucket) else { throw AWSError.invalidBucketName(input.bucket) }
        var conditions = S3Conditions()
        conditions.set("locationconstraint", input.createBucketConfiguration?.locationConstraint?.rawValue)
        conditions.set("x-amz-acl", input.acl?.rawValue)
        conditions.set("x-amz-object-ownership", input.objectOwnership?.rawValue)
        var actions: [ActionName] = ["s3:CreateBucket"]
        if input.acl != nil { actions.append("s3:PutBucketAcl") }
        if input.objectOwnership != nil { actions.append("s3:PutBucketOwnershipControls") }
        if input.objectLockEnabledForBucket == true {
            actions += ["s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"]
        }
        if input.createBucketConfiguration?.tags?.isEmpty == false { actions.append("s3:TagResource") }
        let checks = actions.map { action in
            AccessCheck(
                action: action, resource: "arn:aws:s3:::\(input.bucket)", account: scope.account,
                auditType: "AWS::S3::Bucket",
                conditionKeys: { [conditions] in conditions.value($0, of: scope.account, in: scope) })
        }
        return Target(input.bucket, checks: checks)
    }

    func createBucket(
        _ input: CreateBucketRequest, named name: Authorized<String>, in scope: RequestScope
    ) throws -> Change<CreateBucketOutput> {
        let grants = [
            input.grantFullControl, input.grantRead, input.grantReadACP, input.grantWrite, input.grantWriteACP,
        ]
        guard grants.allSatisfy({ $0 == nil }) else { throw AWSError.notImplementedHeader("x-amz-grant") }
        guard input.bucketNamespace == nil || input.bucketNamespace == .global else {
            throw AWSError.notImplementedHeader("x-amz-bucket-namespace")
        }
        let id = Hex.encode(scope.random.bytes(8))
        var record = BucketRecord(
            name: name.value, id: id, owner: scope.account, region: try region(input, scope), createdAt: scope.now,
            sealedKey: try vault.draw(for: id, scope.random))
        let ownership = input.objectOwnership ?? .bucketOwnerEnforced
        record.ownershipControls = StoredConfiguration(
            OwnershipControls(rules: [OwnershipControlsRule(objectOwnership: ownership)]))
        record.publicAccessBlock = StoredConfiguration(.everything)
        record.tags = try TagSet(input.createBucketConfiguration?.tags ?? [], limit: 50).tags
        if input.objectLockEnabledForBucket == true {
            record.versioning = .enabled
            record.objectLock = StoredConfiguration(ObjectLockConfiguration(objectLockEnabled: .enabled))
        }
        if let acl = input.acl, acl != .private {
            guard ownership != .bucketOwnerEnforced else {
                throw AWSError(
                    code: "InvalidBucketAclWithObjectOwnership",
                    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting", status: 400)
            }
            // Public lists are blocked on every new bucket.
            guard !CannedACL.isPublic(acl.rawValue) else { throw AWSError.s3AccessDenied }
        }
        return Change { [record] transaction in
            let output = CreateBucketOutput(location: "/\(record.name)", bucketArn: record.arn)
            if let present = try transaction.get(BucketRecord.self, record.key)?.record {
                guard present.owner == record.owner else { throw AWSError.bucketAlreadyExists(record.name) }
                // us-east-1 alone takes what is there already for success.
                guard present.region == .standard, record.region == .standard else {
                    throw AWSError.bucketAlreadyOwnedByYou(record.name)
                }
                return output
            }
            let owned = Predicate.equals(.owner, .string(record.owner.description))
            guard try transaction.count(BucketRecord.self, in: .region(nil, nil), where: owned) < Self.bucketLimit
            else { throw AWSError.tooManyBuckets }
            try transaction.insert(record)
            return output
        }
    }

    /// Source: Amazon S3 API reference, CreateBucket, `LocationConstraint`.
    private func region(_ input: CreateBucketRequest, _ scope: RequestScope) throws -> Region {
        let location = input.createBucketConfiguration?.locationConstraint
        guard input.createBucketConfiguration?.location == nil, input.createBucketConfiguration?.bucket == nil else {
            throw AWSError.notImplementedHeader("Location")
        }
        guard let location else {
            // A region that AWS does not have has no constraint that would name it.
            let isNameable = BucketLocationConstraint(rawValue: scope.region.description) != nil
            guard !isNameable else { throw Self.illegalLocation("unspecified") }
            return scope.region
        }
        guard let region = Region(location == .eu ? "eu-west-1" : location.rawValue) else {
            throw AWSError(
                code: "InvalidLocationConstraint", "The specified location-constraint is not valid", status: 400)
        }
        guard scope.region == .standard || scope.region == region else {
            throw Self.illegalLocation(location.rawValue)
        }
        return region
    }

    private static func illegalLocation(_ location: String) -> AWSError {
        AWSError(
            code: "IllegalLocationConstraintException",
            "The \(location) location constraint is incompatible for the region specific endpoint this request was sent "
                + "to.", status: 400)
    }
}

extension PublicAccessBlockConfiguration {
    /// What new buckets have.
    static let everything = PublicAccessBlockConfiguration(
        blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true)
}
