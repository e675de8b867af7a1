import AWSProtocols
import Essentials
import HTTPMessage
import S3Model
import ServiceKit
import Store

struct ObjectCopy: Sendable {
    let source: SourceObject
    let target: NewObject
}

extension S3 {
    func objectToCopy(_ input: CopyObjectRequest, in scope: RequestScope) throws -> Target<ObjectCopy> {
        var target = try newObject(
            input,
            { conditions in
                conditions.set("x-amz-copy-source", input.copySource)
                conditions.set("x-amz-metadata-directive", input.metadataDirective?.rawValue)
            }, in: scope)
        let copiesTags = input.taggingDirective != .replace
        let source = try source(
            input.copySource, expectedOwner: input.expectedSourceBucketOwner, tagsToo: copiesTags, input.readCondition,
            in: scope)
        if copiesTags, let tags = source.resource.found.object.tags, input.tagging == nil {
            var conditions = input.conditions(tags)
            conditions.set("x-amz-copy-source", input.copySource)
            target.checks.append(
                check("s3:PutObjectTagging", target.resource.bucket, key: input.key, given: conditions, in: scope))
        }
        return Target(
            ObjectCopy(source: source.resource, target: target.resource), checks: source.checks + target.checks)
    }

    /// Source: Amazon S3 API reference, CopyObject.
    func copyObject(
        _ input: CopyObjectRequest, _ copy: Authorized<ObjectCopy>, in scope: RequestScope
    ) async throws -> Change<CopyObjectOutput> {
        let (source, place) = (copy.value.source.found, copy.value.target)
        guard input.copySourceSSECustomerKey == nil else {
            throw AWSError.notImplementedHeader("x-amz-copy-source-server-side-encryption-customer-algorithm")
        }
        try requireChange(input, source, place)
        try input.readCondition.check(source.object)
        guard source.object.size <= ObjectLimits.contentSize else {
            throw AWSError.invalidRequest(
                "The specified copy source is larger than the maximum allowable size for a copy source: "
                    + "\(ObjectLimits.contentSize)")
        }
        let condition = try WriteCondition(ifMatch: input.ifMatch, ifNoneMatch: input.ifNoneMatch)
        let tags = input.taggingDirective == .replace ? place.tags : source.object.tags ?? []
        var object = try describe(input, tags, in: place.bucket, scope)
        if input.metadataDirective != .replace { object.takeMetadata(of: source.object) }
        let kind = try input.checksumAlgorithm?.kind ?? source.object.checksum?.wholeKind ?? .crc64nvme
        let (encryption, secret) = try await encryption(input, in: place.bucket, scope)
        let body = try await content(of: source.object, 0..<source.object.size, in: source.bucket, scope)
        let written = try await receive(
            body, length: Int(source.object.size), limit: ObjectLimits.contentSize, under: secret,
            given: GivenChecksums(announced: kind), at: scope.now)
        try object.take(written, kind, encryption)
        let hasVersion = copy.value.source.hasVersion || source.bucket.record.versioning != .never
        return Change { [object] transaction in
            let record = try transaction.present(place.bucket)
            try condition.check(transaction.object(object.key, nil, in: record), object.key)
            let stored = try transaction.install(object, in: record, random)
            written.blob.keep()
            try transaction.tell(.created(.copy, stored), of: record, in: scope)
            var result = CopyObjectResult(
                eTag: stored.quotedETag, lastModified: stored.modifiedAt, checksumType: stored.checksum?.type)
            result.set(stored.checksum)
            return CopyObjectOutput(
                copyObjectResult: result, expiration: LifecycleRules(record).expirationHeader(of: stored),
                copySourceVersionId: hasVersion ? source.object.versionID : nil,
                versionId: stored.shownVersion(in: record), serverSideEncryption: stored.encryption?.algorithm,
                ssekmsKeyId: stored.encryption?.keyARN, ssekmsEncryptionContext: stored.encryption?.shownContext,
                bucketKeyEnabled: stored.encryption?.usesBucketKey == true ? true : nil)
        }
    }

    /// A copy onto itself has to change something.
    private func requireChange(_ input: CopyObjectRequest, _ source: FoundObject, _ place: NewObject) throws {
        guard source.bucket.id == place.bucket.id, source.object.key == place.key, input.metadataDirective != .replace,
            input.storageClass == nil, input.websiteRedirectLocation == nil, input.serverSideEncryption == nil,
            input.taggingDirective != .replace, input.checksumAlgorithm == nil,
            try store.readNow({ try $0.current(place.key, in: place.bucket.record) })?.versionID
                == source.object.versionID
        else { return }
        throw AWSError.invalidRequest(
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
                + "metadata, storage class, website redirect location or encryption attributes.")
    }
}

extension StoredObject {
    fileprivate mutating func takeMetadata(of source: StoredObject) {
        metadata = source.metadata
        var kept = source.headers
        // Where a redirect leads is never copied.
        kept?["x-amz-website-redirect-location"] = headers?["x-amz-website-redirect-location"]
        headers = kept
    }
}

extension StoredChecksum {
    /// Its algorithm, where it is one of the whole content.
    fileprivate var wholeKind: ChecksumKind { kind }
}

extension CopyObjectRequest {
    fileprivate var readCondition: ReadCondition {
        ReadCondition(
            ifMatch: copySourceIfMatch, ifNoneMatch: copySourceIfNoneMatch,
            ifModifiedSince: copySourceIfModifiedSince, ifUnmodifiedSince: copySourceIfUnmodifiedSince, isOfCopy: true)
    }
}

extension UploadPartCopyRequest {
    fileprivate var readCondition: ReadCondition {
        ReadCondition(
            ifMatch: copySourceIfMatch, ifNoneMatch: copySourceIfNoneMatch,
            ifModifiedSince: copySourceIfModifiedSince, ifUnmodifiedSince: copySourceIfUnmodifiedSince, isOfCopy: true)
    }
}

struct PartCopy: Sendable {
    let source: SourceObject
    let target: KeyPlace
}

extension S3 {
    func partToCopy(_ input: UploadPartCopyRequest, in scope: RequestScope) async throws -> Target<PartCopy> {
        let find: Lookup<UploadPartCopyRequest, KeyPlace> = key(
            "s3:PutObject", conditions: { S3Conditions().setting("x-amz-copy-source", $0.copySource) })
        let target = try await find(input, scope)
        let source = try source(
            input.copySource, expectedOwner: input.expectedSourceBucketOwner, tagsToo: false, input.readCondition,
            in: scope)
        return Target(
            PartCopy(source: source.resource, target: target.resource), checks: source.checks + target.checks)
    }

    /// Source: Amazon S3 API reference, UploadPartCopy.
    func uploadPartCopy(
        _ input: UploadPartCopyRequest, _ copy: Authorized<PartCopy>, in scope: RequestScope
    ) async throws -> Change<UploadPartCopyOutput> {
        let (source, place) = (copy.value.source.found, copy.value.target)
        guard input.copySourceSSECustomerKey == nil, input.sseCustomerKey == nil else {
            throw AWSError.notImplementedHeader("x-amz-copy-source-server-side-encryption-customer-algorithm")
        }
        let upload = try upload(input.uploadId, input.key, in: place.bucket)
        try input.readCondition.check(source.object)
        let range = try Self.range(input.copySourceRange, of: source.object)
        let body = try await content(of: source.object, range, in: source.bucket, scope)
        let part = try await receivePart(
            input.partNumber, of: upload, body, length: Int(range.upperBound - range.lowerBound), GivenChecksums(),
            in: place.bucket, scope)
        let hasVersion = copy.value.source.hasVersion || source.bucket.record.versioning != .never
        return Change { transaction in
            try transaction.keep(part, of: upload)
            var result = CopyPartResult(eTag: "\"\(part.record.eTag)\"", lastModified: part.record.modifiedAt)
            if upload.checksumKind != nil { result.set(part.record.checksum) }
            let encryption = upload.object.encryption
            return UploadPartCopyOutput(
                copySourceVersionId: hasVersion ? source.object.versionID : nil, copyPartResult: result,
                serverSideEncryption: encryption?.algorithm, ssekmsKeyId: encryption?.keyARN,
                bucketKeyEnabled: encryption?.usesBucketKey == true ? true : nil)
        }
    }

    private static func range(_ header: String?, of object: StoredObject) throws(AWSError) -> Range<Int64> {
        guard let header else {
            guard object.size <= ObjectLimits.contentSize else {
                throw .invalidRequest(
                    "The specified copy source is larger than the maximum allowable size for a copy source: "
                        + "\(ObjectLimits.contentSize)")
            }
            return 0..<object.size
        }
        guard case .from(let start, let end?)? = ByteRange(header) else {
            throw .invalidArgument(
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the "
                    + "zero-based offsets of the first and last bytes to copy", name: "x-amz-copy-source-range",
                value: header)
        }
        guard end < object.size else {
            throw .invalidArgument(
                "Range specified is not valid for source object of size: \(object.size)",
                name: "x-amz-copy-source-range", value: header)
        }
        return start..<end + 1
    }
}
