import AWSProtocols
import S3Model
import ServiceKit

extension S3 {
    /// Source: Amazon S3 API reference, PutBucketEncryption.
    func putBucketEncryption(
        _ input: PutBucketEncryptionRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let configuration = input.serverSideEncryptionConfiguration
        guard configuration.rules.count == 1, let rule = configuration.rules.first else { throw AWSError.malformedXML }
        guard rule.blockedEncryptionTypes == nil else {
            throw AWSError.notImplementedHeader("BlockedEncryptionTypes")
        }
        if let standard = rule.applyServerSideEncryptionByDefault {
            switch standard.sseAlgorithm {
            case .aes256:
                guard standard.kmsMasterKeyID == nil else {
                    throw AWSError.invalidArgument(
                        "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                        name: "ApplyServerSideEncryptionByDefault", value: nil)
                }
            case .awsKms: break
            case .awsKmsDsse, .awsFsx: throw AWSError.notImplementedHeader("SSEAlgorithm")
            }
        }
        return change(bucket, answering: EmptyStructure()) { $0.encryption = StoredConfiguration(configuration) }
    }

    /// Every bucket encrypts: without a configuration by SSE-S3.
    func getBucketEncryption(
        _ input: GetBucketEncryptionRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> GetBucketEncryptionOutput {
        let managed = ServerSideEncryptionConfiguration(rules: [
            ServerSideEncryptionRule(
                applyServerSideEncryptionByDefault: ServerSideEncryptionByDefault(sseAlgorithm: .aes256),
                bucketKeyEnabled: false)
        ])
        return GetBucketEncryptionOutput(
            serverSideEncryptionConfiguration: bucket.value.record.encryption?.value ?? managed)
    }

    func deleteBucketEncryption(
        _ input: DeleteBucketEncryptionRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(bucket, answering: EmptyStructure()) { $0.encryption = nil }
    }
}
