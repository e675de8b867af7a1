import AWSProtocols
import Essentials
import HTTPMessage
import S3Model
import ServiceKit
import Store

extension S3 {
    /// Source: Amazon S3 API reference, UploadPart.
    func uploadPart(
        _ input: UploadPartRequest, _ place: Authorized<KeyPlace>, in scope: RequestScope
    ) async throws -> Change<UploadPartOutput> {
        guard input.sseCustomerKey == nil else {
            throw AWSError.notImplementedHeader("x-amz-server-side-encryption-customer-algorithm")
        }
        let bucket = place.value.bucket
        let upload = try upload(input.uploadId, input.key, in: bucket)
        let given = try given(input, algorithm: input.checksumAlgorithm, md5: input.contentMD5, scope.trailer)
        let part = try await receivePart(
            input.partNumber, of: upload, scope.payload, trailer: scope.trailer,
            length: input.contentLength, given, in: bucket, scope)
        return Change { transaction in
            try transaction.keep(part, of: upload)
            let encryption = upload.object.encryption
            var output = UploadPartOutput(
                serverSideEncryption: encryption?.algorithm, eTag: "\"\(part.record.eTag)\"",
                ssekmsKeyId: encryption?.keyARN, bucketKeyEnabled: encryption?.usesBucketKey == true ? true : nil)
            output.set(part.record.checksum)
            return output
        }
    }

    struct ReceivedPart: Sendable {
        let record: PartRecord
        let blob: PendingBlob
    }

    func receivePart(
        _ number: Int, of upload: UploadRecord, _ payload: HTTPBody, trailer: PayloadTrailer? = nil, length: Int?,
        _ given: GivenChecksums,
        in bucket: Bucket, _ scope: RequestScope
    ) async throws -> ReceivedPart {
        guard (1...ObjectLimits.partCount).contains(number) else {
            throw AWSError.invalidArgument(
                "Part number must be an integer between 1 and 10000, inclusive", name: "partNumber",
                value: String(number))
        }
        if let announced = given.values.keys.first ?? given.announced, let kind = upload.checksumKind,
            announced != kind
        {
            throw AWSError.invalidRequest(
                "Checksum Type mismatch occurred, expected checksum Type: \(kind.rawValue.lowercased()), actual checksum "
                    + "Type: \(announced.rawValue.lowercased())")
        }
        // Without an algorithm of its own, the object gets the one that S3 adds.
        let kind = upload.checksumKind ?? given.values.keys.first ?? given.announced ?? .crc64nvme
        let secret = try await secret(of: upload.object, in: bucket, scope)
        let written = try await receive(
            payload, trailer: trailer, length: length, limit: ObjectLimits.contentSize, under: secret, given: given,
            also: [kind, .crc64nvme], at: scope.now)
        let record = PartRecord(
            uploadID: upload.uploadID, number: number, size: written.size,
            eTag: upload.object.encryption?.isKMS == true ? written.opaqueETag : written.eTag,
            blob: written.blob.id.description, modifiedAt: scope.now, checksum: written.stored(kind),
            fullChecksum: written.stored(upload.checksumKind ?? .crc64nvme))
        return ReceivedPart(record: record, blob: written.blob)
    }
}

extension WriteTransaction {
    /// Writes a part in place of an earlier one of its number.
    func keep(_ part: S3.ReceivedPart, of upload: UploadRecord) throws {
        _ = try present(upload)
        if let earlier = try get(PartRecord.self, part.record.key)?.record {
            try put(GarbageRecord(blob: earlier.blob))
        }
        try put(part.record)
        part.blob.keep()
    }
}
