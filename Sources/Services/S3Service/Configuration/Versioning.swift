import AWSProtocols
import S3Model
import ServiceKit

extension S3 {
    func putBucketVersioning(
        _ input: PutBucketVersioningRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        guard input.versioningConfiguration.mfaDelete != .enabled, input.mfa == nil else {
            throw AWSError.notImplementedHeader("MfaDelete")
        }
        guard let status = input.versioningConfiguration.status else {
            throw AWSError(
                code: "IllegalVersioningConfigurationException",
                "The Versioning element must be specified", status: 400)
        }
        return change(bucket, answering: EmptyStructure()) { record in
            guard record.objectLock == nil || status == .enabled else { throw AWSError.invalidBucketState }
            record.versioning = status == .enabled ? .enabled : .suspended
        }
    }

    func getBucketVersioning(
        _ input: GetBucketVersioningRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> GetBucketVersioningOutput {
        GetBucketVersioningOutput(status: BucketVersioningStatus(rawValue: bucket.value.record.versioning.rawValue))
    }
}
