import AWSProtocols
import S3Model
import ServiceKit

extension S3 {
    func putBucketTagging(
        _ input: PutBucketTaggingRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let tags = try TagSet(input.tagging.tagSet, limit: 50).tags
        return change(bucket, answering: EmptyStructure()) { $0.tags = tags }
    }

    func getBucketTagging(
        _ input: GetBucketTaggingRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> GetBucketTaggingOutput {
        let tags = bucket.value.record.tags
        guard !tags.isEmpty else {
            throw AWSError.missingConfiguration("NoSuchTagSet", "The TagSet does not exist", bucket.value.name)
        }
        return GetBucketTaggingOutput(tagSet: tags.map(Tag.init))
    }

    func deleteBucketTagging(
        _ input: DeleteBucketTaggingRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(bucket, answering: EmptyStructure()) { $0.tags = [] }
    }
}
