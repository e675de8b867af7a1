import AWSProtocols
import Essentials
import S3Model
import ServiceKit
import Store

extension S3 {
    /// Source: Amazon S3 API reference, CreateMultipartUpload.
    func createMultipartUpload(
        _ input: CreateMultipartUploadRequest, as place: Authorized<NewObject>, in scope: RequestScope
    ) async throws -> Change<CreateMultipartUploadOutput> {
        let (bucket, tags) = (place.value.bucket, place.value.tags)
        var object = try describe(input, tags, in: bucket, scope)
        let kind = try input.checksumAlgorithm?.kind
        let isComposite = try Self.isComposite(kind, input.checksumType)
        object.encryption = try await encryption(input, in: bucket, scope).0
        // Begins with the time, so that uploads of one key are listed as they were begun.
        let time = (0..<8).map { UInt8(truncatingIfNeeded: scope.now.milliseconds >> (56 - 8 * $0)) }
        let upload = UploadRecord(
            bucket: bucket.id, uploadID: Hex.encode(time + scope.random.bytes(24)), initiatedAt: scope.now,
            initiator: scope.caller.arn, object: object, checksumKind: kind, isComposite: isComposite)
        return Change { transaction in
            let record = try transaction.present(bucket)
            try transaction.insert(upload)
            let abort = LifecycleRules(record).abortion(of: upload)
            let encryption = upload.object.encryption
            return CreateMultipartUploadOutput(
                abortDate: abort?.date, abortRuleId: abort?.rule, bucket: record.name, key: upload.object.key,
                uploadId: upload.uploadID, serverSideEncryption: encryption?.algorithm,
                ssekmsKeyId: encryption?.keyARN, ssekmsEncryptionContext: encryption?.shownContext,
                bucketKeyEnabled: encryption?.usesBucketKey == true ? true : nil,
                checksumAlgorithm: kind?.algorithm,
                checksumType: kind == nil ? nil : isComposite ? .composite : .fullObject)
        }
    }

    /// Source: Amazon S3 user guide, "Checking object integrity", checksum types of multipart uploads.
    private static func isComposite(_ kind: ChecksumKind?, _ type: ChecksumType?) throws(AWSError) -> Bool {
        guard let kind else {
            guard type == nil else {
                throw .invalidRequest(
                    "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")
            }
            return false
        }
        switch (kind, type) {
        case (.crc64nvme, .composite?), (.sha1, .fullObject?), (.sha256, .fullObject?):
            throw .invalidRequest(
                "The \(type?.rawValue ?? "") checksum type cannot be used with the \(kind.rawValue.lowercased()) "
                    + "checksum algorithm.")
        case (.crc64nvme, _): return false
        case (_, .fullObject?): return false
        default: return true
        }
    }

    /// The upload of a key; its bucket is there.
    func upload(_ id: String, _ key: String, in bucket: Bucket) throws -> UploadRecord {
        guard
            let upload = try store.get(UploadRecord.self, UploadRecord.key(bucket.id, key, id))?.record
        else { throw AWSError.noSuchUpload(id) }
        return upload
    }
}

extension WriteTransaction {
    /// The upload as it is now.
    func present(_ upload: UploadRecord) throws -> UploadRecord {
        guard let present = try get(UploadRecord.self, upload.key)?.record else {
            throw AWSError.noSuchUpload(upload.uploadID)
        }
        return present
    }

    /// Forgets an upload and its parts.
    func abandon(_ upload: UploadRecord) throws {
        for part in try parts(of: upload) {
            try delete(PartRecord.self, part.key)
            try put(GarbageRecord(blob: part.blob))
        }
        try delete(UploadRecord.self, upload.key)
    }
}

extension ReadTransaction {
    /// The parts of an upload by number, after one of them.
    func parts(
        of upload: UploadRecord, after number: Int = 0, limit: Int = ObjectLimits.partCount
    ) throws -> [PartRecord] {
        let query = RecordQuery(PartRecord.kind, in: .region(nil, nil))
        let start = RecordPosition(value: nil, key: PartRecord.key(upload.uploadID, number))
        return try rows(query, after: start, limit: limit).prefix { row, _ in
            row.key.id.hasPrefix("\(upload.uploadID)/")
        }.map { row, _ in try PartRecord.decoded(row) }
    }
}
