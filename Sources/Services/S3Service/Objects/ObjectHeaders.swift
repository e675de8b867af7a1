import Essentials
import S3Model

/// The headers of the answer that a request asks to be other than the object's.
struct ResponseOverrides {
    private(set) var headers: [String: String] = [:]

    var isEmpty: Bool { headers.isEmpty }

    init(_ input: GetObjectRequest) {
        headers["cache-control"] = input.responseCacheControl
        headers["content-disposition"] = input.responseContentDisposition
        headers["content-encoding"] = input.responseContentEncoding
        headers["content-language"] = input.responseContentLanguage
        headers["content-type"] = input.responseContentType
        headers["expires"] = input.responseExpires?.httpDate
    }

    init(_ input: HeadObjectRequest) {
        headers["cache-control"] = input.responseCacheControl
        headers["content-disposition"] = input.responseContentDisposition
        headers["content-encoding"] = input.responseContentEncoding
        headers["content-language"] = input.responseContentLanguage
        headers["content-type"] = input.responseContentType
        headers["expires"] = input.responseExpires?.httpDate
    }
}

extension HeadObjectOutput {
    init(of object: StoredObject, _ extent: ObjectExtent, in bucket: BucketRecord, _ overrides: ResponseOverrides) {
        self.init()
        let headers = (object.headers ?? [:]).merging(overrides.headers) { _, override in override }
        acceptRanges = "bytes"
        expiration = LifecycleRules(bucket).expirationHeader(of: object)
        lastModified = object.modifiedAt
        contentLength = Int(extent.range.upperBound - extent.range.lowerBound)
        contentRange = extent.header(object.size)
        eTag = object.quotedETag
        versionId = object.shownVersion(in: bucket)
        cacheControl = headers["cache-control"]
        contentDisposition = headers["content-disposition"]
        contentEncoding = headers["content-encoding"]
        contentLanguage = headers["content-language"]
        contentType = headers["content-type"]
        expires = headers["expires"]
        websiteRedirectLocation = headers["x-amz-website-redirect-location"]
        serverSideEncryption = object.encryption?.algorithm
        metadata = object.metadata
        ssekmsKeyId = object.encryption?.keyARN
        bucketKeyEnabled = object.encryption?.usesBucketKey == true ? true : nil
        storageClass = object.storageClass.flatMap(StorageClass.init(rawValue:))
        partsCount = extent.partCount
        tagCount = object.tags.map(\.count)
        objectLockMode = (object.lock?.mode?.rawValue).flatMap(ObjectLockMode.init(rawValue:))
        objectLockRetainUntilDate = object.lock?.retainUntil
        objectLockLegalHoldStatus = object.lock?.isHeld.map { $0 ? .on : .off }
    }

    mutating func show(_ checksum: StoredChecksum?, of extent: ObjectExtent) {
        if extent.partCount != nil { set(extent.partChecksum) } else if extent.isWhole { set(checksum) }
        checksumType = extent.isWhole ? checksum?.type : nil
    }
}

extension GetObjectOutput {
    init(_ head: HeadObjectOutput) {
        self.init(
            acceptRanges: head.acceptRanges, expiration: head.expiration, lastModified: head.lastModified,
            contentLength: head.contentLength, eTag: head.eTag, versionId: head.versionId,
            cacheControl: head.cacheControl, contentDisposition: head.contentDisposition,
            contentEncoding: head.contentEncoding, contentLanguage: head.contentLanguage,
            contentRange: head.contentRange, contentType: head.contentType, expires: head.expires,
            websiteRedirectLocation: head.websiteRedirectLocation, serverSideEncryption: head.serverSideEncryption,
            metadata: head.metadata, ssekmsKeyId: head.ssekmsKeyId, bucketKeyEnabled: head.bucketKeyEnabled,
            storageClass: head.storageClass, partsCount: head.partsCount, tagCount: head.tagCount,
            objectLockMode: head.objectLockMode, objectLockRetainUntilDate: head.objectLockRetainUntilDate,
            objectLockLegalHoldStatus: head.objectLockLegalHoldStatus)
    }

    mutating func show(_ checksum: StoredChecksum?, of extent: ObjectExtent) {
        if extent.partCount != nil { set(extent.partChecksum) } else if extent.isWhole { set(checksum) }
        checksumType = extent.isWhole ? checksum?.type : nil
    }
}
