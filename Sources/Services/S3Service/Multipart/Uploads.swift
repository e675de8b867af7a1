import AWSProtocols
import Essentials
import S3Model
import ServiceKit
import Store

extension S3 {
    /// Source: Amazon S3 API reference, AbortMultipartUpload.
    func abortMultipartUpload(
        _ input: AbortMultipartUploadRequest, _ place: Authorized<KeyPlace>, in scope: RequestScope
    ) throws -> Change<AbortMultipartUploadOutput> {
        let upload = try upload(input.uploadId, input.key, in: place.value.bucket)
        return Change { transaction in
            try transaction.abandon(transaction.present(upload))
            return AbortMultipartUploadOutput()
        }
    }

    /// Source: Amazon S3 API reference, ListParts.
    func listParts(
        _ input: ListPartsRequest, _ place: Authorized<KeyPlace>, in scope: RequestScope
    ) async throws -> ListPartsOutput {
        let bucket = place.value.bucket
        let upload = try upload(input.uploadId, input.key, in: bucket)
        let limit = try pageLimit(input.maxParts, name: "max-parts")
        let marker = max(0, input.partNumberMarker ?? 0)
        let found = try await store.read { try $0.parts(of: upload, after: marker, limit: limit + 1) }
        let page = found.prefix(limit)
        let abort = LifecycleRules(bucket.record).abortion(of: upload)
        return ListPartsOutput(
            abortDate: abort?.date, abortRuleId: abort?.rule, bucket: bucket.name, key: input.key,
            uploadId: upload.uploadID, partNumberMarker: marker, nextPartNumberMarker: page.last?.number ?? 0,
            maxParts: limit, isTruncated: found.count > limit,
            parts: page.isEmpty
                ? nil
                : page.map { part in
                    var shown = Part(
                        partNumber: part.number, lastModified: part.modifiedAt, eTag: "\"\(part.eTag)\"",
                        size: Int(part.size))
                    if upload.checksumKind != nil { shown.set(part.checksum) }
                    return shown
                }, initiator: Initiator(of: upload), owner: Owner(upload.object.owner),
            storageClass: upload.shownStorageClass, checksumAlgorithm: upload.checksumKind?.algorithm,
            checksumType: upload.shownChecksumType)
    }

    /// Source: Amazon S3 API reference, ListMultipartUploads.
    func listMultipartUploads(
        _ input: ListMultipartUploadsRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) async throws -> ListMultipartUploadsOutput {
        let record = bucket.value.record
        let limit = try pageLimit(input.maxUploads, name: "max-uploads")
        let marker = input.keyMarker.flatMap { $0.isEmpty ? nil : $0 }
        let request = KeyListRequest(
            prefix: input.prefix ?? "", delimiter: input.delimiter, after: marker,
            afterSuffix: marker == nil ? nil : input.uploadIdMarker, limit: limit)
        let page = try await store.read { try $0.uploads(of: record, request) }
        let text = ListingText(input.encodingType)
        return ListMultipartUploadsOutput(
            bucket: record.name, keyMarker: text(input.keyMarker ?? ""), uploadIdMarker: input.uploadIdMarker ?? "",
            nextKeyMarker: text.optional(page.next), prefix: text(input.prefix ?? ""),
            delimiter: text.optional(input.delimiter),
            nextUploadIdMarker: page.nextSuffix, maxUploads: limit, isTruncated: page.next != nil,
            uploads: page.entries.isEmpty ? nil : page.entries.map { MultipartUpload(of: $0, text) },
            commonPrefixes: text.prefixes(page.commonPrefixes), encodingType: input.encodingType)
    }
}

extension ReadTransaction {
    func uploads(of bucket: BucketRecord, _ request: KeyListRequest) throws -> KeyPage<UploadRecord> {
        var page = KeyPage<UploadRecord>()
        guard request.limit > 0 else { return page }
        var start = VersionWalk.before(bucket, request.prefix)
        if let after = request.after, !after.utf8.lexicographicallyPrecedes(request.prefix.utf8) {
            start =
                request.afterSuffix.map { ObjectPlace.id(bucket.id, after, $0) }
                ?? ObjectPlace.end(bucket.id, of: after)
        }
        var cursor = KeyCursor(
            UploadRecord.kind, of: bucket.id, prefix: request.prefix, after: start, chunk: min(64, request.limit + 1),
            largestChunk: request.limit + 1, self)
        var last: (key: String, suffix: String?)?
        while let row = try cursor.peek() {
            if let group = request.group(of: row.key) {
                if group != last?.key, !request.hasPassed(group) {
                    guard page.count < request.limit else { return page.continued(after: last?.key, last?.suffix) }
                    page.commonPrefixes.append(group)
                    last = (group, nil)
                }
                cursor.leap(to: max(ObjectPlace.end(bucket.id, group), row.row.key.id))
                continue
            }
            guard page.count < request.limit else { return page.continued(after: last?.key, last?.suffix) }
            page.entries.append(try UploadRecord.decoded(row.row))
            last = (row.key, row.suffix)
            cursor.advance()
        }
        return page
    }
}

extension UploadRecord {
    var shownStorageClass: StorageClass? { StorageClass(rawValue: object.storageClass ?? "STANDARD") }
    var shownChecksumType: ChecksumType? {
        checksumKind == nil ? nil : isComposite == true ? .composite : .fullObject
    }
}

extension Initiator {
    init(of upload: UploadRecord) { self.init(id: upload.initiator, displayName: nil) }
}

extension MultipartUpload {
    init(of upload: UploadRecord, _ text: ListingText) {
        self.init(
            uploadId: upload.uploadID, key: text(upload.object.key), initiated: upload.initiatedAt,
            storageClass: upload.shownStorageClass, owner: Owner(upload.object.owner),
            initiator: Initiator(of: upload), checksumAlgorithm: upload.checksumKind?.algorithm,
            checksumType: upload.shownChecksumType)
    }
}
