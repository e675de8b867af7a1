import PolicyEngine
import S3Model
import ServiceKit

extension S3 {
    var objectOperations: [Operation] {
        [
            Operation(change: S3Operations.putObject, category: .data, on: objectToPut, perform: putObject),
            Operation(
                stream: S3Operations.getObject, category: .data,
                on: object("s3:GetObject", versioned: "s3:GetObjectVersion", permission: "READ"), perform: getObject),
            Operation(
                reply: S3Operations.headObject, category: .data,
                on: object("s3:GetObject", versioned: "s3:GetObjectVersion", method: "HEAD", permission: "READ"),
                perform: headObject),
            Operation(change: S3Operations.deleteObject, category: .data, on: objectToDelete, perform: deleteObject),
            Operation(
                change: S3Operations.deleteObjects, category: .data, on: objectsToDelete, perform: deleteObjects),
            Operation(change: S3Operations.copyObject, category: .data, on: objectToCopy, perform: copyObject),
            Operation(
                reply: S3Operations.getObjectAttributes, category: .data, on: attributesToGet,
                perform: getObjectAttributes),
        ]
    }

    var listOperations: [Operation] {
        [
            Operation(
                reply: S3Operations.listObjectsV2, category: .data,
                on: contents("s3:ListBucket") {
                    S3.listConditions(prefix: $0.prefix, delimiter: $0.delimiter, limit: $0.maxKeys)
                }, perform: listObjectsV2
            ).recorded(as: "ListObjects"),
            Operation(
                reply: S3Operations.listObjects, category: .data,
                on: contents("s3:ListBucket") {
                    S3.listConditions(prefix: $0.prefix, delimiter: $0.delimiter, limit: $0.maxKeys)
                }, perform: listObjects),
            Operation(
                reply: S3Operations.listObjectVersions, category: .data,
                on: contents("s3:ListBucketVersions") {
                    S3.listConditions(prefix: $0.prefix, delimiter: $0.delimiter, limit: $0.maxKeys)
                }, perform: listObjectVersions),
        ]
    }

    var multipartOperations: [Operation] {
        [
            Operation(
                change: S3Operations.createMultipartUpload, category: .data,
                on: { input, scope in try newObject(input, in: scope) }, perform: createMultipartUpload),
            Operation(
                change: S3Operations.uploadPart, category: .data, on: key("s3:PutObject"), perform: uploadPart),
            Operation(
                change: S3Operations.uploadPartCopy, category: .data, on: partToCopy, perform: uploadPartCopy),
            Operation(
                change: S3Operations.completeMultipartUpload, category: .data,
                on: key(
                    "s3:PutObject",
                    conditions: {
                        S3Conditions().setting("if-match", $0.ifMatch).setting("if-none-match", $0.ifNoneMatch)
                    }), perform: completeMultipartUpload),
            Operation(
                change: S3Operations.abortMultipartUpload, category: .data, on: key("s3:AbortMultipartUpload"),
                perform: abortMultipartUpload),
            Operation(
                reply: S3Operations.listParts, category: .data, on: key("s3:ListMultipartUploadParts"),
                perform: listParts),
            Operation(
                reply: S3Operations.listMultipartUploads, on: bucket("s3:ListBucketMultipartUploads"),
                perform: listMultipartUploads),
        ]
    }

    /// What is known of objects beside their content.
    var objectStateOperations: [Operation] {
        [
            Operation(
                change: S3Operations.putObjectTagging, category: .data,
                on: object(
                    "s3:PutObjectTagging", versioned: "s3:PutObjectVersionTagging", method: "PUT",
                    conditions: { input in
                        var conditions = S3Conditions()
                        conditions.requestTags = input.tagging.tagSet.map { StoredTag(key: $0.key, value: $0.value) }
                        return conditions
                    }), perform: putObjectTagging),
            Operation(
                reply: S3Operations.getObjectTagging, category: .data,
                on: object("s3:GetObjectTagging", versioned: "s3:GetObjectVersionTagging"), perform: getObjectTagging),
            Operation(
                change: S3Operations.deleteObjectTagging, category: .data,
                on: object(
                    "s3:DeleteObjectTagging", versioned: "s3:DeleteObjectVersionTagging", method: "DELETE"),
                perform: deleteObjectTagging),
            Operation(
                reply: S3Operations.getObjectAcl, category: .data,
                on: object("s3:GetObjectAcl", versioned: "s3:GetObjectVersionAcl", permission: "READ_ACP"),
                perform: getObjectAcl),
            Operation(
                change: S3Operations.putObjectAcl, category: .data,
                on: object(
                    "s3:PutObjectAcl", versioned: "s3:PutObjectVersionAcl", method: "PUT", permission: "WRITE_ACP",
                    conditions: { S3Conditions().setting("x-amz-acl", $0.acl?.rawValue) }), perform: putObjectAcl),
            Operation(
                change: S3Operations.putObjectRetention, category: .data, on: retentionToPut,
                perform: putObjectRetention),
            Operation(
                reply: S3Operations.getObjectRetention, category: .data,
                on: object("s3:GetObjectRetention", versioned: "s3:GetObjectRetention"), perform: getObjectRetention),
            Operation(
                change: S3Operations.putObjectLegalHold, category: .data,
                on: object(
                    "s3:PutObjectLegalHold", versioned: "s3:PutObjectLegalHold", method: "PUT",
                    conditions: {
                        S3Conditions().setting("object-lock-legal-hold", $0.legalHold?.status?.rawValue)
                    }), perform: putObjectLegalHold),
            Operation(
                reply: S3Operations.getObjectLegalHold, category: .data,
                on: object("s3:GetObjectLegalHold", versioned: "s3:GetObjectLegalHold"), perform: getObjectLegalHold),
        ]
    }

    private func attributesToGet(
        _ input: GetObjectAttributesRequest, in scope: RequestScope
    ) throws -> Target<FoundObject> {
        let bucket = try bucket(input.bucket, expectedOwner: input.expectedBucketOwner, in: scope)
        var target = try find(
            input.key, input.versionId, in: bucket, "s3:GetObject", versioned: "s3:GetObjectVersion",
            permission: "READ", scope)
        let action: ActionName =
            input.versionId == nil ? "s3:GetObjectAttributes" : "s3:GetObjectVersionAttributes"
        var conditions = S3Conditions()
        conditions.set("versionid", input.versionId)
        target.checks.append(
            check(
                action, bucket, key: input.key, target.resource.object, permission: "READ", given: conditions, in: scope
            ))
        return target
    }
}
