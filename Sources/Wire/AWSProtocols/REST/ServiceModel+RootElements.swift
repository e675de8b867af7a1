extension ServiceModel {
    /// The element around an answer that is no single member. The models do not name it.
    ///
    /// Source: Amazon S3 API reference, "Response Syntax" of each operation.
    func rootElement(of operation: OperationModel, _ shape: Shape) -> String {
        Self.rootElements[operation.name] ?? "\(operation.name)Result"
    }

    private static let rootElements = [
        "ListBuckets": "ListAllMyBucketsResult", "ListDirectoryBuckets": "ListAllMyDirectoryBucketsResult",
        "ListObjects": "ListBucketResult", "ListObjectsV2": "ListBucketResult",
        "ListObjectVersions": "ListVersionsResult", "CreateMultipartUpload": "InitiateMultipartUploadResult",
        "DeleteObjects": "DeleteResult", "GetBucketAcl": "AccessControlPolicy",
        "GetObjectAcl": "AccessControlPolicy", "GetBucketCors": "CORSConfiguration",
        "GetBucketLifecycle": "LifecycleConfiguration",
        "GetBucketLifecycleConfiguration": "LifecycleConfiguration", "GetBucketLocation": "LocationConstraint",
        "GetBucketLogging": "BucketLoggingStatus", "GetBucketNotification": "NotificationConfiguration",
        "GetBucketNotificationConfiguration": "NotificationConfiguration",
        "GetBucketRequestPayment": "RequestPaymentConfiguration", "GetBucketTagging": "Tagging",
        "GetObjectTagging": "Tagging", "GetBucketVersioning": "VersioningConfiguration",
        "GetBucketWebsite": "WebsiteConfiguration",
        "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
        "GetObjectAttributes": "GetObjectAttributesResponse",
    ]
}
