import AWSProtocols
import Essentials
import PolicyEngine
import S3Model
import ServiceKit
import Store

extension S3 {
    /// A key to delete, or one of its versions, whether or not it is there.
    func objectToDelete(_ input: DeleteObjectRequest, in scope: RequestScope) throws -> Target<KeyPlace> {
        let bucket = try bucket(input.bucket, expectedOwner: input.expectedBucketOwner, in: scope)
        let checks = try deletionChecks(
            input.key, input.versionId, bypass: input.bypassGovernanceRetention == true,
            ifMatch: input.ifMatch, in: bucket, scope)
        return Target(KeyPlace(bucket: bucket, key: input.key), checks: checks)
    }

    func deletionChecks(
        _ key: String, _ version: String?, bypass: Bool, ifMatch: String? = nil, in bucket: Bucket,
        _ scope: RequestScope
    ) throws -> [AccessCheck] {
        let object = try store.readNow { try $0.object(key, version, in: bucket.record) }
        var conditions = S3Conditions()
        conditions.set("versionid", version)
        conditions.set("if-match", ifMatch)
        let action: ActionName = version == nil ? "s3:DeleteObject" : "s3:DeleteObjectVersion"
        var deletion = check(action, bucket, key: key, object, given: conditions, in: scope)
        deletion.grant = check(action, bucket, permission: "WRITE", in: scope).grant
        var checks = [deletion]
        if bypass, version != nil, object?.lock?.mode == .governance {
            checks.append(check("s3:BypassGovernanceRetention", bucket, key: key, object, given: conditions, in: scope))
        }
        return checks
    }

    /// Source: Amazon S3 API reference, DeleteObject.
    func deleteObject(
        _ input: DeleteObjectRequest, _ place: Authorized<KeyPlace>, in scope: RequestScope
    ) throws -> Change<DeleteObjectOutput> {
        guard input.mfa == nil else { throw AWSError.notImplementedHeader("x-amz-mfa") }
        guard input.ifMatchSize == nil, input.ifMatchLastModifiedTime == nil else {
            throw AWSError.notImplementedHeader("x-amz-if-match-size")
        }
        let bucket = place.value.bucket
        let deletion = Deletion(
            key: input.key, version: input.versionId, bypassesGovernance: input.bypassGovernanceRetention == true,
            ifMatch: input.ifMatch)
        return Change { transaction in
            let record = try transaction.present(bucket)
            let deleted = try transaction.carryOut(deletion, in: record, scope)
            return DeleteObjectOutput(
                deleteMarker: deleted.isMarker ? true : nil, versionId: deleted.version)
        }
    }

    /// Every key is asked about by itself: those that may not be deleted stay, and the others go.
    func objectsToDelete(_ input: DeleteObjectsRequest, in scope: RequestScope) throws -> Target<ObjectsToDelete> {
        let bucket = try bucket(input.bucket, expectedOwner: input.expectedBucketOwner, in: scope)
        guard (1...1000).contains(input.delete.objects.count) else { throw AWSError.malformedXML }
        let checks = try input.delete.objects.map { object in
            try deletionChecks(
                object.key, object.versionId, bypass: input.bypassGovernanceRetention == true, ifMatch: object.eTag,
                in: bucket, scope)
        }
        let items = ItemChecks(checks)
        var target = Target(ObjectsToDelete(bucket: bucket, items: items), checks: [])
        target.items = items
        return target
    }

    /// Source: Amazon S3 API reference, DeleteObjects.
    func deleteObjects(
        _ input: DeleteObjectsRequest, _ place: Authorized<ObjectsToDelete>, in scope: RequestScope
    ) throws -> Change<DeleteObjectsOutput> {
        guard input.mfa == nil else { throw AWSError.notImplementedHeader("x-amz-mfa") }
        let (bucket, items) = (place.value.bucket, place.value.items)
        let isQuiet = input.delete.quiet == true
        return Change { transaction in
            let record = try transaction.present(bucket)
            var (deleted, errors): ([DeletedObject], [S3Model.Error]) = ([], [])
            for (index, object) in input.delete.objects.enumerated() {
                do {
                    if let refusal = items.refusal(of: index) { throw refusal }
                    let deletion = Deletion(
                        key: object.key, version: object.versionId,
                        bypassesGovernance: input.bypassGovernanceRetention == true, ifMatch: object.eTag)
                    let gone = try transaction.carryOut(deletion, in: record, scope)
                    deleted.append(
                        DeletedObject(
                            key: object.key, versionId: object.versionId, deleteMarker: gone.isMarker ? true : nil,
                            deleteMarkerVersionId: gone.isMarker ? gone.version : nil))
                } catch let error as AWSError {
                    errors.append(
                        S3Model.Error(
                            key: object.key, versionId: object.versionId, code: error.code(in: .restXml),
                            message: error.message))
                }
            }
            return DeleteObjectsOutput(
                deleted: isQuiet || deleted.isEmpty ? nil : deleted, errors: errors.isEmpty ? nil : errors)
        }
    }
}

struct ObjectsToDelete: Sendable {
    let bucket: Bucket
    let items: ItemChecks
}

/// One key, or version, that is to go.
struct Deletion: Sendable {
    let key: String
    var version: String?
    var bypassesGovernance = false
    var ifMatch: String?

    struct Outcome {
        /// Whether a delete marker was made, or is what was deleted.
        var isMarker = false
        var version: String?
    }
}

extension WriteTransaction {
    func carryOut(
        _ deletion: Deletion, in bucket: BucketRecord, _ scope: RequestScope
    ) throws -> Deletion.Outcome {
        guard !deletion.key.isEmpty, deletion.key.utf8.count <= ObjectLimits.keyLength else {
            throw AWSError.keyTooLong
        }
        let object = try object(deletion.key, deletion.version, in: bucket)
        if let ifMatch = deletion.ifMatch {
            try WriteCondition(ifMatch: ifMatch, ifNoneMatch: nil).check(object, deletion.key)
        }
        guard let version = deletion.version else { return try hide(deletion, object, in: bucket, scope) }
        guard version == VersionID.null || VersionID.sequence(of: version) != nil else {
            throw AWSError.invalidVersionID(version)
        }
        guard let object else { return Deletion.Outcome(version: version) }
        guard object.lock?.allowsErasing(at: scope.now, bypassing: deletion.bypassesGovernance) ?? true else {
            throw AWSError.locked
        }
        try erase(object, in: bucket)
        try tell(.removed(object), of: bucket, in: scope)
        return Deletion.Outcome(isMarker: object.isMarker, version: version)
    }

    private func hide(
        _ deletion: Deletion, _ object: StoredObject?, in bucket: BucketRecord, _ scope: RequestScope
    ) throws -> Deletion.Outcome {
        guard let marker = try hide(deletion.key, in: bucket, at: scope.now, scope.random) else {
            if let object { try tell(.removed(object), of: bucket, in: scope) }
            return Deletion.Outcome()
        }
        try tell(.hidden(marker), of: bucket, in: scope)
        return Deletion.Outcome(isMarker: true, version: marker.versionID)
    }
}
