import AWSProtocols
import Crypto
import Essentials
import S3Model
import Testing

@testable import S3Service

@Suite struct MultipartTests {
    static let megabytes = 5 << 20

    static func content(_ count: Int, _ seed: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: ($0 &+ seed) &* 31 &+ $0 >> 8) }
    }

    private func begin(_ harness: S3Harness, _ algorithm: ChecksumAlgorithm? = nil, _ type: ChecksumType? = nil)
        async throws -> String
    {
        let begun = try await harness.call(
            S3Operations.createMultipartUpload,
            CreateMultipartUploadRequest(
                bucket: "bucket", key: "key", checksumAlgorithm: algorithm, checksumType: type))
        return try #require(begun.uploadId)
    }

    private func upload(_ harness: S3Harness, _ id: String, _ number: Int, _ bytes: [UInt8]) async throws
        -> CompletedPart
    {
        let part = try await harness.call(
            S3Operations.uploadPart,
            UploadPartRequest(bucket: "bucket", key: "key", partNumber: number, uploadId: id), .sending(bytes))
        var completed = CompletedPart(eTag: part.eTag, partNumber: number)
        completed.checksumSHA256 = part.checksumSHA256
        return completed
    }

    private func complete(_ harness: S3Harness, _ id: String, _ parts: [CompletedPart]) async throws
        -> CompleteMultipartUploadOutput
    {
        try await harness.call(
            S3Operations.completeMultipartUpload,
            CompleteMultipartUploadRequest(
                bucket: "bucket", key: "key", uploadId: id,
                multipartUpload: CompletedMultipartUpload(parts: parts)))
    }

    @Test func partsMakeOneObject() async throws {
        let harness = try await S3Harness.withBucket()
        let parts = [Self.content(Self.megabytes, 1), Self.content(Self.megabytes + 77, 2), Self.content(9, 3)]
        let id = try await begin(harness)
        var completed: [CompletedPart] = []
        for (index, part) in parts.enumerated() {
            completed.append(try await upload(harness, id, 2 * index + 1, part))
        }
        let done = try await complete(harness, id, completed)
        let digests = parts.flatMap { Array(Insecure.MD5.hash(data: $0)) }
        #expect(done.eTag == "\"\(Hex.encode(Insecure.MD5.hash(data: digests)))-3\"")
        let whole = parts.flatMap(\.self)
        #expect(done.checksumCRC64NVME == Base64.encode(ChecksumKind.crc64nvme.checksum(whole)))
        let read = try await harness.answer(S3Operations.getObject, GetObjectRequest(bucket: "bucket", key: "key"))
        #expect(read.1 == whole)
        let range = (Self.megabytes - 5)...(2 * Self.megabytes + 80)
        let cut = try await harness.answer(
            S3Operations.getObject,
            GetObjectRequest(
                bucket: "bucket", key: "key", range: "bytes=\(range.lowerBound)-\(range.upperBound)"))
        #expect(cut.1 == Array(whole[range]))
        let second = try await harness.answer(
            S3Operations.getObject, GetObjectRequest(bucket: "bucket", key: "key", partNumber: 3))
        #expect(second.1 == parts[1])
        #expect(second.0.partsCount == 3)
        try await harness.delete("key")
        try await harness.runChores()
        #expect(try harness.blobCount() == 0)
    }

    @Test func compositeChecksumsAreOfThePartsChecksums() async throws {
        let harness = try await S3Harness.withBucket()
        let parts = [Self.content(Self.megabytes, 1), Self.content(100, 2)]
        let id = try await begin(harness, .sha256)
        var completed: [CompletedPart] = []
        for (index, part) in parts.enumerated() {
            completed.append(try await upload(harness, id, index + 1, part))
        }
        let sums = parts.flatMap { Array(SHA256.hash(data: $0)) }
        let done = try await complete(harness, id, completed)
        #expect(done.checksumSHA256 == Base64.encode(Array(SHA256.hash(data: sums))) + "-2")
        #expect(done.checksumType == .composite)
    }

    @Test func whatDoesNotFitIsRefused() async throws {
        let harness = try await S3Harness.withBucket()
        let id = try await begin(harness)
        let small = try await upload(harness, id, 1, [1, 2, 3])
        let last = try await upload(harness, id, 2, [4])
        func refusal(_ parts: [CompletedPart]) async throws -> String? {
            try await harness.refusal(
                S3Operations.completeMultipartUpload,
                CompleteMultipartUploadRequest(
                    bucket: "bucket", key: "key", uploadId: id,
                    multipartUpload: CompletedMultipartUpload(parts: parts)))
        }
        #expect(try await refusal([small, last]) == "EntityTooSmall")
        #expect(try await refusal([last, small]) == "InvalidPartOrder")
        #expect(try await refusal([CompletedPart(eTag: last.eTag, partNumber: 1)]) == "InvalidPart")
        #expect(try await refusal([CompletedPart(eTag: last.eTag, partNumber: 3)]) == "InvalidPart")
        #expect(try await refusal([]) == "MalformedXML")
        let beyond = UploadPartRequest(bucket: "bucket", key: "key", partNumber: 10_001, uploadId: id)
        #expect(try await harness.refusal(S3Operations.uploadPart, beyond) == "InvalidArgument")
        let nowhere = UploadPartRequest(bucket: "bucket", key: "key", partNumber: 1, uploadId: "none")
        #expect(try await harness.refusal(S3Operations.uploadPart, nowhere) == "NoSuchUpload")
        #expect(try await refusal([small]) == nil)
        #expect(try await refusal([small]) == "NoSuchUpload")
        try await harness.runChores()
        #expect(try harness.blobCount() == 1)
    }

    @Test func anAbortedUploadLeavesNothing() async throws {
        let harness = try await S3Harness.withBucket()
        let id = try await begin(harness)
        _ = try await upload(harness, id, 1, [1, 2, 3])
        _ = try await upload(harness, id, 1, [4, 5, 6])
        let parts = try await harness.call(
            S3Operations.listParts, ListPartsRequest(bucket: "bucket", key: "key", uploadId: id))
        #expect(parts.parts?.map(\.size) == [3])
        let uploads = try await harness.call(
            S3Operations.listMultipartUploads, ListMultipartUploadsRequest(bucket: "bucket"))
        #expect(uploads.uploads?.map(\.uploadId) == [id])
        try await harness.call(
            S3Operations.abortMultipartUpload,
            AbortMultipartUploadRequest(bucket: "bucket", key: "key", uploadId: id))
        try await harness.runChores()
        #expect(try harness.blobCount() == 0)
        #expect(
            try await harness.refusal(
                S3Operations.listParts, ListPartsRequest(bucket: "bucket", key: "key", uploadId: id))
                == "NoSuchUpload")
    }

    @Test func partsAreCopiedFromObjects() async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.put("source", "0123456789")
        let id = try await begin(harness)
        let copied = try await harness.call(
            S3Operations.uploadPartCopy,
            UploadPartCopyRequest(
                bucket: "bucket", copySource: "bucket/source", key: "key", partNumber: 1, uploadId: id,
                copySourceRange: "bytes=2-5"))
        _ = try await complete(
            harness, id, [CompletedPart(eTag: copied.copyPartResult?.eTag, partNumber: 1)])
        #expect(try await harness.text("key") == "2345")
    }
}
