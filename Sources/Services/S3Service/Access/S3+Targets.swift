import AWSProtocols
import Essentials
import PolicyEngine
import S3Model
import ServiceKit
import Store

typealias Lookup<Input, Resource: Sendable> = @Sendable (Input, RequestScope) async throws -> Target<Resource>

/// What an input gives to the condition keys.
typealias Conditions<Input> = @Sendable (Input) -> S3Conditions

/// A version of an object, and the bucket that it is in.
struct FoundObject: Sendable {
    let bucket: Bucket
    let object: StoredObject
}

/// A key of a bucket, whatever is there.
struct KeyPlace: Sendable {
    let bucket: Bucket
    let key: String
}

extension S3 {
    /// The bucket of this name, in the region that the call is made to.
    ///
    /// That there is no such bucket is told to everyone, as bucket names are no secret.
    func bucket(
        _ name: String, expectedOwner: String? = nil, in scope: RequestScope
    ) throws -> Bucket {
        guard let bucket = try directory.bucket(name) else { throw AWSError.noSuchBucket(name) }
        // Services deliver into buckets wherever they are.
        guard bucket.record.region == scope.region || scope.origin != nil || scope.caller.isAnonymous else {
            throw scope.wrongRegion(expecting: bucket.record.region)
        }
        if let expectedOwner, expectedOwner != bucket.owner.description { throw AWSError.s3AccessDenied }
        return bucket
    }

    func bucket<Input: BucketInput>(
        _ action: ActionName, permission: String? = nil,
        conditions: @escaping Conditions<Input> = { _ in S3Conditions() }
    ) -> Lookup<Input, Bucket> {
        { input, scope in
            let bucket = try bucket(input.bucket, expectedOwner: input.expectedBucketOwner, in: scope)
            return Target(bucket, check(action, bucket, permission: permission, conditions(input), in: scope))
        }
    }

    /// The same for what is answered in every region, since it is asked to find the right one.
    func anyRegion<Input: BucketInput>(_ action: ActionName) -> Lookup<Input, Bucket> {
        { input, scope in
            guard let bucket = try directory.bucket(input.bucket) else { throw AWSError.noSuchBucket(input.bucket) }
            if let expected = input.expectedBucketOwner, expected != bucket.owner.description {
                throw AWSError.s3AccessDenied
            }
            return Target(bucket, check(action, bucket, in: scope))
        }
    }

    /// The same for lists of what is in a bucket, which CloudTrail takes for calls on its objects.
    func contents<Input: BucketInput>(
        _ action: ActionName, conditions: @escaping Conditions<Input>
    ) -> Lookup<Input, Bucket> {
        { input, scope in
            let bucket = try bucket(input.bucket, expectedOwner: input.expectedBucketOwner, in: scope)
            var check = check(action, bucket, permission: "READ", conditions(input), in: scope)
            check.auditedWith = [
                AuditResource(arn: bucket.arn + "/", type: "AWS::S3::Object", account: bucket.owner)
            ]
            return Target(bucket, check)
        }
    }

    /// A key, for what does not depend on what is there.
    func key<Input: ObjectInput>(
        _ action: ActionName, conditions: @escaping Conditions<Input> = { _ in S3Conditions() }
    ) -> Lookup<Input, KeyPlace> {
        { input, scope in
            let bucket = try bucket(input.bucket, expectedOwner: input.expectedBucketOwner, in: scope)
            var check = check(action, bucket, key: input.key, given: conditions(input), in: scope)
            check.grant = self.check(action, bucket, permission: "WRITE", in: scope).grant
            return Target(KeyPlace(bucket: bucket, key: input.key), check)
        }
    }

    /// A version of an object: the current one, or the one that the input names.
    /// - Parameter versioned: the action where a version is named
    func object<Input: VersionInput>(
        _ action: ActionName, versioned: ActionName, method: String = "GET", permission: String? = nil,
        conditions: @escaping Conditions<Input> = { _ in S3Conditions() }
    ) -> Lookup<Input, FoundObject> {
        { input, scope in
            let bucket = try bucket(input.bucket, expectedOwner: input.expectedBucketOwner, in: scope)
            return try find(
                input.key, input.versionId, in: bucket, action, versioned: versioned, method: method,
                permission: permission, given: conditions(input), scope)
        }
    }

    func find(
        _ key: String, _ version: String?, in bucket: Bucket, _ action: ActionName, versioned: ActionName,
        method: String = "GET", permission: String? = nil, given conditions: S3Conditions = S3Conditions(),
        _ scope: RequestScope
    ) throws -> Target<FoundObject> {
        let conditions = conditions.setting("versionid", version)
        let action = version == nil ? action : versioned
        let found = try store.readNow { try $0.object(key, version, in: bucket.record) }
        let check = check(action, bucket, key: key, found, permission: permission, given: conditions, in: scope)
        if let found, !found.isMarker { return Target(FoundObject(bucket: bucket, object: found), check) }
        throw missing(key, version, found, in: bucket, check, method: method, scope)
    }

    /// Only those who may list the keys learn that one is not there.
    private func missing(
        _ key: String, _ version: String?, _ marker: StoredObject?, in bucket: Bucket, _ check: AccessCheck,
        method: String, _ scope: RequestScope
    ) -> TargetNotFound {
        let error: AWSError =
            if let version {
                marker.map { AWSError.marker($0, method: method) }
                    ?? (version == VersionID.null || VersionID.sequence(of: version) != nil
                        ? .noSuchVersion(key, version) : .invalidVersionID(version))
            } else {
                marker.map { AWSError.deleted(key, version: $0.versionID) } ?? .noSuchKey(key)
            }
        var missing = TargetNotFound(error, check: check)
        var listing = self.check("s3:ListBucket", bucket, permission: "READ", in: scope)
        listing.auditType = nil
        missing.further = [listing]
        return missing
    }
}

extension Caller {
    var isAnonymous: Bool { if case .anonymous = kind { true } else { false } }
}
