import AWSProtocols
import S3Model
import ServiceKit

/// What S3 answers of a bucket that has no such configuration. None can be made here.
extension S3 {
    func getBucketLogging(
        _ input: GetBucketLoggingRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> GetBucketLoggingOutput { GetBucketLoggingOutput() }

    func getBucketRequestPayment(
        _ input: GetBucketRequestPaymentRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> GetBucketRequestPaymentOutput { GetBucketRequestPaymentOutput(payer: .bucketOwner) }

    func getBucketAccelerateConfiguration(
        _ input: GetBucketAccelerateConfigurationRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> GetBucketAccelerateConfigurationOutput { GetBucketAccelerateConfigurationOutput() }

    func getBucketWebsite(
        _ input: GetBucketWebsiteRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> GetBucketWebsiteOutput {
        throw AWSError.missingConfiguration(
            "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration",
            bucket.value.name)
    }

    func getBucketReplication(
        _ input: GetBucketReplicationRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> GetBucketReplicationOutput {
        throw AWSError.missingConfiguration(
            "ReplicationConfigurationNotFoundError", "The replication configuration was not found", bucket.value.name)
    }
}

extension GetBucketLoggingRequest: BucketInput {}
extension GetBucketRequestPaymentRequest: BucketInput {}
extension GetBucketAccelerateConfigurationRequest: BucketInput {}
extension GetBucketWebsiteRequest: BucketInput {}
extension GetBucketReplicationRequest: BucketInput {}
