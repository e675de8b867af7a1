import AWSProtocols
import Essentials
import S3Model
import ServiceKit
import Store

extension S3 {
    /// A change of what is known of a version, beside its content.
    func changeObject<Output: Sendable>(
        _ found: Authorized<FoundObject>, answering output: Output, in scope: RequestScope? = nil,
        telling event: (@Sendable (StoredObject) -> ObjectEvent)? = nil,
        _ body: @escaping @Sendable (inout StoredObject, BucketRecord) throws -> Void
    ) -> Change<Output> {
        let (bucket, seen) = (found.value.bucket, found.value.object)
        return Change { transaction in
            let record = try transaction.present(bucket)
            guard var object = try transaction.object(seen.key, seen.versionID, in: record), !object.isMarker else {
                throw AWSError.noSuchKey(seen.key)
            }
            try body(&object, record)
            try transaction.rewrite(object, in: record)
            if let event, let scope { try transaction.tell(event(object), of: record, in: scope) }
            return output
        }
    }

    func putObjectTagging(
        _ input: PutObjectTaggingRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) throws -> Change<PutObjectTaggingOutput> {
        let tags = try TagSet(input.tagging.tagSet, limit: 10).tags
        let version = found.value.object.shownVersion(in: found.value.bucket.record)
        return changeObject(
            found, answering: PutObjectTaggingOutput(versionId: version), in: scope, telling: { .tagged($0) }
        ) { object, _ in object.tags = tags.isEmpty ? nil : tags }
    }

    func getObjectTagging(
        _ input: GetObjectTaggingRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) -> GetObjectTaggingOutput {
        let object = found.value.object
        return GetObjectTaggingOutput(
            tagSet: (object.tags ?? []).map(Tag.init),
            versionId: object.shownVersion(in: found.value.bucket.record))
    }

    func deleteObjectTagging(
        _ input: DeleteObjectTaggingRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) -> Change<DeleteObjectTaggingOutput> {
        let version = found.value.object.shownVersion(in: found.value.bucket.record)
        return changeObject(
            found, answering: DeleteObjectTaggingOutput(versionId: version), in: scope, telling: { .untagged($0) }
        ) { object, _ in object.tags = nil }
    }

    /// Source: Amazon S3 API reference, GetObjectAttributes.
    func getObjectAttributes(
        _ input: GetObjectAttributesRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) async throws -> GetObjectAttributesOutput {
        let (bucket, object) = (found.value.bucket, found.value.object)
        let wanted = Set(input.objectAttributes)
        var output = GetObjectAttributesOutput(
            lastModified: object.modifiedAt, versionId: object.shownVersion(in: bucket.record))
        if wanted.contains(.eTag) { output.eTag = object.eTag }
        if wanted.contains(.objectSize) { output.objectSize = Int(object.size) }
        if wanted.contains(.storageClass) {
            output.storageClass = StorageClass(rawValue: object.storageClass ?? "STANDARD")
        }
        if wanted.contains(.checksum), let checksum = object.checksum {
            var shown = Checksum(checksumType: checksum.type)
            shown.set(checksum)
            output.checksum = shown
        }
        if wanted.contains(.objectParts), let parts = try await parts(of: object) {
            output.objectParts = try Self.page(of: parts, input, isTold: object.checksum?.isComposite == true)
        }
        return output
    }

    private static func page(
        of parts: [PartsRecord.Part], _ input: GetObjectAttributesRequest, isTold: Bool
    ) throws -> GetObjectAttributesParts {
        let limit = try pageLimit(input.maxParts, name: "max-parts")
        let marker = input.partNumberMarker ?? 0
        let rest = parts.filter { $0.number > marker }
        let page = rest.prefix(limit)
        return GetObjectAttributesParts(
            totalPartsCount: parts.count, partNumberMarker: marker, nextPartNumberMarker: page.last?.number ?? 0,
            maxParts: limit, isTruncated: rest.count > limit,
            // Parts are told of where each has a checksum of its own.
            parts: isTold
                ? page.map { part in
                    var shown = ObjectPart(partNumber: part.number, size: Int(part.size))
                    shown.set(part.checksum)
                    return shown
                } : nil)
    }
}
