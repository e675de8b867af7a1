import S3Model

/// An input that names a bucket.
protocol BucketInput: Sendable {
    var bucket: String { get }
    var expectedBucketOwner: String? { get }
}

/// An input that names an object.
protocol ObjectInput: BucketInput {
    var key: String { get }
}

/// An input that may name one of an object's versions.
protocol VersionInput: ObjectInput {
    var versionId: String? { get }
}

extension DeleteBucketRequest: BucketInput {}
extension DeleteBucketCorsRequest: BucketInput {}
extension DeleteBucketEncryptionRequest: BucketInput {}
extension DeleteBucketLifecycleRequest: BucketInput {}
extension DeleteBucketOwnershipControlsRequest: BucketInput {}
extension DeleteBucketPolicyRequest: BucketInput {}
extension DeleteBucketTaggingRequest: BucketInput {}
extension DeleteObjectsRequest: BucketInput {}
extension DeletePublicAccessBlockRequest: BucketInput {}
extension GetBucketAclRequest: BucketInput {}
extension GetBucketCorsRequest: BucketInput {}
extension GetBucketEncryptionRequest: BucketInput {}
extension GetBucketLifecycleConfigurationRequest: BucketInput {}
extension GetBucketLocationRequest: BucketInput {}
extension GetBucketNotificationConfigurationRequest: BucketInput {}
extension GetBucketOwnershipControlsRequest: BucketInput {}
extension GetBucketPolicyRequest: BucketInput {}
extension GetBucketPolicyStatusRequest: BucketInput {}
extension GetBucketTaggingRequest: BucketInput {}
extension GetBucketVersioningRequest: BucketInput {}
extension GetObjectLockConfigurationRequest: BucketInput {}
extension GetPublicAccessBlockRequest: BucketInput {}
extension HeadBucketRequest: BucketInput {}
extension ListMultipartUploadsRequest: BucketInput {}
extension ListObjectVersionsRequest: BucketInput {}
extension ListObjectsRequest: BucketInput {}
extension ListObjectsV2Request: BucketInput {}
extension PutBucketAclRequest: BucketInput {}
extension PutBucketCorsRequest: BucketInput {}
extension PutBucketEncryptionRequest: BucketInput {}
extension PutBucketLifecycleConfigurationRequest: BucketInput {}
extension PutBucketNotificationConfigurationRequest: BucketInput {}
extension PutBucketOwnershipControlsRequest: BucketInput {}
extension PutBucketPolicyRequest: BucketInput {}
extension PutBucketTaggingRequest: BucketInput {}
extension PutBucketVersioningRequest: BucketInput {}
extension PutObjectLockConfigurationRequest: BucketInput {}
extension PutPublicAccessBlockRequest: BucketInput {}

extension AbortMultipartUploadRequest: ObjectInput {}
extension CompleteMultipartUploadRequest: ObjectInput {}
extension CopyObjectRequest: ObjectInput {}
extension CreateMultipartUploadRequest: ObjectInput {}
extension ListPartsRequest: ObjectInput {}
extension PutObjectRequest: ObjectInput {}
extension UploadPartRequest: ObjectInput {}
extension UploadPartCopyRequest: ObjectInput {}

extension DeleteObjectRequest: VersionInput {}
extension DeleteObjectTaggingRequest: VersionInput {}
extension GetObjectRequest: VersionInput {}
extension GetObjectAclRequest: VersionInput {}
extension GetObjectAttributesRequest: VersionInput {}
extension GetObjectLegalHoldRequest: VersionInput {}
extension GetObjectRetentionRequest: VersionInput {}
extension GetObjectTaggingRequest: VersionInput {}
extension HeadObjectRequest: VersionInput {}
extension PutObjectAclRequest: VersionInput {}
extension PutObjectLegalHoldRequest: VersionInput {}
extension PutObjectRetentionRequest: VersionInput {}
extension PutObjectTaggingRequest: VersionInput {}
