import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import S3Model
import ServiceKit

extension S3 {
    static let principal = "s3.amazonaws.com"

    /// How new content is to be encrypted, by the call or else the bucket's default, and the secret to do it with.
    ///
    /// Source: Amazon S3 user guide, "Using server-side encryption with AWS KMS keys".
    func encryption(
        _ input: some ObjectDescription, in bucket: Bucket, _ scope: RequestScope
    ) async throws -> (ObjectEncryption, SecretBytes) {
        let standard = bucket.record.encryption?.value.rules.first
        let byDefault = standard?.applyServerSideEncryptionByDefault
        let algorithm = input.serverSideEncryption ?? byDefault?.sseAlgorithm ?? .aes256
        switch algorithm {
        case .aes256:
            guard input.ssekmsKeyId == nil else {
                throw AWSError.invalidArgument(
                    "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : "
                        + "aws:kms", name: "x-amz-server-side-encryption", value: input.serverSideEncryption?.rawValue)
            }
            return (.managed, bucket.key)
        case .awsKms: break
        case .awsKmsDsse, .awsFsx: throw AWSError.notImplementedHeader("x-amz-server-side-encryption")
        }
        let isByDefault = input.serverSideEncryption == nil
        let keyID = input.ssekmsKeyId ?? (isByDefault ? byDefault?.kmsMasterKeyID : nil) ?? "alias/aws/s3"
        let usesBucketKey = input.bucketKeyEnabled ?? standard?.bucketKeyEnabled ?? false
        var context = try Self.context(input.ssekmsEncryptionContext)
        context["aws:s3:arn"] = usesBucketKey ? bucket.arn : bucket.record.arn(of: input.key)
        return try await dataKeys.new(
            keyID, context, usesBucketKey: usesBucketKey, in: bucket.record.region, for: scope)
    }

    /// The secret that opens the content of an object. The caller must be allowed to have KMS decrypt it.
    func secret(of object: StoredObject, in bucket: Bucket, _ scope: RequestScope) async throws -> SecretBytes {
        guard let encryption = object.encryption, encryption.isKMS else { return bucket.key }
        return try await dataKeys.open(encryption, in: bucket.record.region, for: scope)
    }

    /// `x-amz-server-side-encryption-context`: base 64 of JSON of strings.
    private static func context(_ header: String?) throws(AWSError) -> [String: String] {
        guard let header else { return [:] }
        guard let bytes = Base64.decode(header), let members = (try? JSON(parsing: bytes))?.object?.members,
            members.allSatisfy({ $0.value.string != nil })
        else {
            throw .invalidArgument(
                "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which "
                    + "represents a string-string map", name: "x-amz-server-side-encryption-context", value: header)
        }
        return Dictionary(
            members.compactMap { member in member.value.string.map { (member.name, $0) } },
            uniquingKeysWith: { first, _ in first })
    }
}
