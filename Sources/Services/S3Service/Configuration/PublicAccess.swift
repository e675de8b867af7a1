import AWSProtocols
import S3Model
import ServiceKit

extension S3 {
    func putPublicAccessBlock(
        _ input: PutPublicAccessBlockRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        var given = input.publicAccessBlockConfiguration
        given.blockPublicAcls = given.blockPublicAcls ?? false
        given.ignorePublicAcls = given.ignorePublicAcls ?? false
        given.blockPublicPolicy = given.blockPublicPolicy ?? false
        given.restrictPublicBuckets = given.restrictPublicBuckets ?? false
        return change(bucket, answering: EmptyStructure()) { [given] in
            $0.publicAccessBlock = StoredConfiguration(given)
        }
    }

    func getPublicAccessBlock(
        _ input: GetPublicAccessBlockRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> GetPublicAccessBlockOutput {
        guard let block = bucket.value.record.publicAccessBlock else {
            throw AWSError.missingConfiguration(
                "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found",
                bucket.value.name)
        }
        return GetPublicAccessBlockOutput(publicAccessBlockConfiguration: block.value)
    }

    func deletePublicAccessBlock(
        _ input: DeletePublicAccessBlockRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(bucket, answering: EmptyStructure()) { $0.publicAccessBlock = nil }
    }

    func putBucketOwnershipControls(
        _ input: PutBucketOwnershipControlsRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        guard input.ownershipControls.rules.count == 1, let rule = input.ownershipControls.rules.first else {
            throw AWSError.malformedXML
        }
        return change(bucket, answering: EmptyStructure()) { record in
            let hasGrants = record.acl?.contains { grant in
                grant.grantee != .canonicalUser(CanonicalUser.id(of: record.owner))
            }
            guard rule.objectOwnership != .bucketOwnerEnforced || hasGrants != true else {
                throw AWSError(
                    code: "InvalidBucketAclWithObjectOwnership",
                    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting", status: 400)
            }
            record.ownershipControls = StoredConfiguration(input.ownershipControls)
        }
    }

    func getBucketOwnershipControls(
        _ input: GetBucketOwnershipControlsRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> GetBucketOwnershipControlsOutput {
        guard let controls = bucket.value.record.ownershipControls else {
            throw AWSError.missingConfiguration(
                "OwnershipControlsNotFoundError", "The bucket ownership controls were not found", bucket.value.name)
        }
        return GetBucketOwnershipControlsOutput(ownershipControls: controls.value)
    }

    func deleteBucketOwnershipControls(
        _ input: DeleteBucketOwnershipControlsRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(bucket, answering: EmptyStructure()) { $0.ownershipControls = nil }
    }
}
