import Essentials
import S3Model

extension TrailDestination {
    /// How CloudTrail puts an object: for the bucket's owner, and under the trail's key where it has one.
    ///
    /// Source: CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail" and "How AWS CloudTrail uses AWS KMS".
    func putRequest(
        key: String, trailARN: String, content: (length: Int, type: String)? = nil, metadata: [String: String]? = nil
    ) -> PutObjectRequest {
        var request = PutObjectRequest(bucket: bucket, key: key, acl: .bucketOwnerFullControl)
        request.contentLength = content?.length ?? 0
        request.contentType = content?.type
        request.contentEncoding = content.map { _ in "gzip" }
        request.metadata = metadata
        if let keyARN {
            request.serverSideEncryption = .awsKms
            request.ssekmsKeyId = keyARN
            let context: JSON = ["aws:cloudtrail:arn": .string(trailARN)]
            request.ssekmsEncryptionContext = Base64.encode(context.bytes)
        } else {
            request.serverSideEncryption = .aes256
        }
        return request
    }
}
