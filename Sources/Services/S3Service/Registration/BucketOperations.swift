import PolicyEngine
import S3Model
import ServiceKit

extension S3 {
    var bucketOperations: [Operation] {
        [
            Operation(change: S3Operations.createBucket, on: newBucket, perform: createBucket),
            Operation(
                change: S3Operations.deleteBucket, on: bucket("s3:DeleteBucket"), perform: deleteBucket),
            Operation(
                reply: S3Operations.headBucket, category: .data, on: bucket("s3:ListBucket", permission: "READ"),
                perform: headBucket),
            Operation(
                reply: S3Operations.getBucketLocation, on: anyRegion("s3:GetBucketLocation"),
                perform: getBucketLocation),
            Operation(reply: S3Operations.listBuckets, on: ownBuckets, perform: listBuckets),
        ]
    }

    var accessOperations: [Operation] {
        [
            Operation(
                change: S3Operations.putBucketPolicy, on: bucket("s3:PutBucketPolicy"), perform: putBucketPolicy),
            Operation(
                reply: S3Operations.getBucketPolicy, on: bucket("s3:GetBucketPolicy"), perform: getBucketPolicy),
            Operation(
                reply: S3Operations.getBucketPolicyStatus, on: bucket("s3:GetBucketPolicyStatus"),
                perform: getBucketPolicyStatus),
            Operation(
                change: S3Operations.deleteBucketPolicy, on: bucket("s3:DeleteBucketPolicy"),
                perform: deleteBucketPolicy),
            Operation(
                change: S3Operations.putPublicAccessBlock, on: bucket("s3:PutBucketPublicAccessBlock"),
                perform: putPublicAccessBlock
            ).recorded(as: "PutBucketPublicAccessBlock"),
            Operation(
                reply: S3Operations.getPublicAccessBlock, on: bucket("s3:GetBucketPublicAccessBlock"),
                perform: getPublicAccessBlock
            ).recorded(as: "GetBucketPublicAccessBlock"),
            Operation(
                change: S3Operations.deletePublicAccessBlock, on: bucket("s3:PutBucketPublicAccessBlock"),
                perform: deletePublicAccessBlock
            ).recorded(as: "DeleteBucketPublicAccessBlock"),
            Operation(
                change: S3Operations.putBucketOwnershipControls, on: bucket("s3:PutBucketOwnershipControls"),
                perform: putBucketOwnershipControls),
            Operation(
                reply: S3Operations.getBucketOwnershipControls, on: bucket("s3:GetBucketOwnershipControls"),
                perform: getBucketOwnershipControls),
            Operation(
                change: S3Operations.deleteBucketOwnershipControls, on: bucket("s3:PutBucketOwnershipControls"),
                perform: deleteBucketOwnershipControls),
            Operation(
                reply: S3Operations.getBucketAcl, on: bucket("s3:GetBucketAcl", permission: "READ_ACP"),
                perform: getBucketAcl),
            Operation(
                change: S3Operations.putBucketAcl,
                on: bucket(
                    "s3:PutBucketAcl", permission: "WRITE_ACP",
                    conditions: { S3Conditions().setting("x-amz-acl", $0.acl?.rawValue) }), perform: putBucketAcl),
        ]
    }

    var configurationOperations: [Operation] {
        [
            Operation(
                change: S3Operations.putBucketEncryption, on: bucket("s3:PutEncryptionConfiguration"),
                perform: putBucketEncryption),
            Operation(
                reply: S3Operations.getBucketEncryption, on: bucket("s3:GetEncryptionConfiguration"),
                perform: getBucketEncryption),
            Operation(
                change: S3Operations.deleteBucketEncryption, on: bucket("s3:PutEncryptionConfiguration"),
                perform: deleteBucketEncryption),
            Operation(
                change: S3Operations.putBucketVersioning, on: bucket("s3:PutBucketVersioning"),
                perform: putBucketVersioning),
            Operation(
                reply: S3Operations.getBucketVersioning, on: bucket("s3:GetBucketVersioning"),
                perform: getBucketVersioning),
            Operation(
                change: S3Operations.putBucketTagging, on: bucket("s3:PutBucketTagging"), perform: putBucketTagging),
            Operation(
                reply: S3Operations.getBucketTagging, on: bucket("s3:GetBucketTagging"), perform: getBucketTagging),
            Operation(
                change: S3Operations.deleteBucketTagging, on: bucket("s3:PutBucketTagging"),
                perform: deleteBucketTagging),
            Operation(change: S3Operations.putBucketCors, on: bucket("s3:PutBucketCORS"), perform: putBucketCors),
            Operation(reply: S3Operations.getBucketCors, on: bucket("s3:GetBucketCORS"), perform: getBucketCors),
            Operation(change: S3Operations.deleteBucketCors, on: bucket("s3:PutBucketCORS"), perform: deleteBucketCors),
            Operation(
                change: S3Operations.putBucketLifecycleConfiguration, on: bucket("s3:PutLifecycleConfiguration"),
                perform: putBucketLifecycleConfiguration
            ).recorded(as: "PutBucketLifecycle"),
            Operation(
                reply: S3Operations.getBucketLifecycleConfiguration, on: bucket("s3:GetLifecycleConfiguration"),
                perform: getBucketLifecycleConfiguration
            ).recorded(as: "GetBucketLifecycle"),
            Operation(
                change: S3Operations.deleteBucketLifecycle, on: bucket("s3:PutLifecycleConfiguration"),
                perform: deleteBucketLifecycle),
            Operation(
                change: S3Operations.putBucketNotificationConfiguration, on: bucket("s3:PutBucketNotification"),
                perform: putBucketNotificationConfiguration
            ).recorded(as: "PutBucketNotification"),
            Operation(
                reply: S3Operations.getBucketNotificationConfiguration, on: bucket("s3:GetBucketNotification"),
                perform: getBucketNotificationConfiguration
            ).recorded(as: "GetBucketNotification"),
            Operation(
                change: S3Operations.putObjectLockConfiguration, on: bucket("s3:PutBucketObjectLockConfiguration"),
                perform: putObjectLockConfiguration
            ).recorded(as: "PutBucketObjectLockConfiguration"),
            Operation(
                reply: S3Operations.getObjectLockConfiguration, on: bucket("s3:GetBucketObjectLockConfiguration"),
                perform: getObjectLockConfiguration
            ).recorded(as: "GetBucketObjectLockConfiguration"),
        ]
    }

    /// What tools ask of every bucket, of configurations that none has here.
    var unconfiguredOperations: [Operation] {
        [
            Operation(
                reply: S3Operations.getBucketLogging, on: bucket("s3:GetBucketLogging"), perform: getBucketLogging),
            Operation(
                reply: S3Operations.getBucketRequestPayment, on: bucket("s3:GetBucketRequestPayment"),
                perform: getBucketRequestPayment),
            Operation(
                reply: S3Operations.getBucketAccelerateConfiguration, on: bucket("s3:GetAccelerateConfiguration"),
                perform: getBucketAccelerateConfiguration
            ).recorded(as: "GetAccelerateConfiguration"),
            Operation(
                reply: S3Operations.getBucketWebsite, on: bucket("s3:GetBucketWebsite"), perform: getBucketWebsite),
            Operation(
                reply: S3Operations.getBucketReplication, on: bucket("s3:GetReplicationConfiguration"),
                perform: getBucketReplication),
        ]
    }
}
