import AWSProtocols
import Essentials
import HTTPMessage
import S3Model
import ServiceKit
import Store

extension S3 {
    /// Source: Amazon S3 API reference, GetObject.
    func getObject(
        _ input: GetObjectRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) async throws -> (GetObjectOutput, HTTPBody) {
        let (bucket, object) = (found.value.bucket, found.value.object)
        try ReadCondition(
            ifMatch: input.ifMatch, ifNoneMatch: input.ifNoneMatch, ifModifiedSince: input.ifModifiedSince,
            ifUnmodifiedSince: input.ifUnmodifiedSince
        ).check(object)
        guard input.sseCustomerKey == nil else {
            throw AWSError.invalidRequest("The encryption parameters are not applicable to this object.")
        }
        let overrides = ResponseOverrides(input)
        if scope.caller.isAnonymous, !overrides.isEmpty {
            throw AWSError.invalidRequest(
                "Request specific response headers cannot be used for anonymous GET requests.")
        }
        let extent = try await extent(input.range, part: input.partNumber, of: object)
        let body = try await content(of: object, extent.range, in: bucket, scope)
        var output = GetObjectOutput(HeadObjectOutput(of: object, extent, in: bucket.record, overrides))
        if input.checksumMode == .enabled { output.show(object.checksum, of: extent) }
        return (output, body)
    }

    /// Source: Amazon S3 API reference, HeadObject.
    func headObject(
        _ input: HeadObjectRequest, _ found: Authorized<FoundObject>, in scope: RequestScope
    ) async throws -> HeadObjectOutput {
        let (bucket, object) = (found.value.bucket, found.value.object)
        try ReadCondition(
            ifMatch: input.ifMatch, ifNoneMatch: input.ifNoneMatch, ifModifiedSince: input.ifModifiedSince,
            ifUnmodifiedSince: input.ifUnmodifiedSince
        ).check(object)
        let extent = try await extent(input.range, part: input.partNumber, of: object)
        var output = HeadObjectOutput(of: object, extent, in: bucket.record, ResponseOverrides(input))
        if input.checksumMode == .enabled, object.encryption?.isKMS == true {
            // Checksums of content under a KMS key are for who may decrypt it.
            _ = try await secret(of: object, in: bucket, scope)
        }
        if input.checksumMode == .enabled { output.show(object.checksum, of: extent) }
        return output
    }

    /// What of the object is asked for.
    private func extent(_ range: String?, part: Int?, of object: StoredObject) async throws -> ObjectExtent {
        guard part == nil || range == nil else {
            throw AWSError.invalidRequest("Cannot specify both Range header and partNumber query parameter.")
        }
        if let part { return try await self.part(part, of: object) }
        let size = object.size
        guard let wanted = ByteRange(range) else { return ObjectExtent(range: 0..<size, isWhole: true) }
        guard let resolved = wanted.resolved(size) else { throw AWSError.invalidRange(range ?? "", size: size) }
        return ObjectExtent(range: resolved, isWhole: false)
    }

    private func part(_ number: Int, of object: StoredObject) async throws -> ObjectExtent {
        guard let parts = try await parts(of: object) else {
            guard number == 1 else { throw AWSError.invalidPartNumber(number, count: 1) }
            return ObjectExtent(range: 0..<object.size, isWhole: object.size == 0)
        }
        guard let index = parts.firstIndex(where: { $0.number == number }) else {
            throw AWSError.invalidPartNumber(number, count: parts.count)
        }
        let start = parts[..<index].reduce(0) { $0 + $1.size }
        return ObjectExtent(
            range: start..<start + parts[index].size, isWhole: false, partCount: parts.count,
            partChecksum: parts[index].checksum)
    }

    func parts(of object: StoredObject) async throws -> [PartsRecord.Part]? {
        guard let id = object.content?.parts else { return nil }
        return try await store.read { try $0.get(PartsRecord.self, PartsRecord.key(id))?.record.parts }
    }

    /// The content of a range: at once where it is short, else as it is asked for.
    func content(
        of object: StoredObject, _ range: Range<Int64>, in bucket: Bucket, _ scope: RequestScope
    ) async throws -> HTTPBody {
        let secret = try await secret(of: object, in: bucket, scope)
        let located: [(String, Int64)]
        if let blob = object.content?.blob {
            located = [(blob, object.size)]
        } else {
            located = try await parts(of: object)?.map { ($0.blob, $0.size) } ?? []
        }
        let lease = leases.lease(located.map(\.0))
        let pieces = located.compactMap { name, size in
            BlobID(name).map { ContentPiece(blob: $0, size: size, secret: secret) }
        }
        var stream = ContentStream(pieces: pieces, range: range, blobs: blobs, lease: lease)
        guard pieces.count == 1, let piece = pieces.first else { return range.isEmpty ? .empty : .stream(stream) }
        let (opened, bytes) = try await SlowWork.run { [blobs] in
            let opened = try piece.open(in: blobs)
            return (opened, range.upperBound - range.lowerBound <= ContentStream.step ? try opened.read(range) : nil)
        }
        if let bytes { return .bytes(bytes) }
        stream.opened = opened
        return .stream(stream)
    }
}

/// Which bytes of an object are asked for.
struct ObjectExtent: Sendable {
    let range: Range<Int64>
    let isWhole: Bool
    var partCount: Int?
    var partChecksum: StoredChecksum?

    func header(_ size: Int64) -> String? {
        isWhole ? nil : "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
    }
}
