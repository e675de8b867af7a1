import AWSProtocols
import Essentials
import HTTPMessage
import S3Model
import Testing

@testable import S3Service

@Suite struct ObjectTests {
    @Test(arguments: [0, 1, 65_519, 65_520, 65_521, 262_080, 262_081, 1_000_000])
    func contentComesBackAsItWasSent(_ size: Int) async throws {
        let harness = try await S3Harness.withBucket()
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try await harness.call(
            S3Operations.putObject, PutObjectRequest(bucket: "bucket", key: "key"), .sending(content))
        let whole = try await harness.answer(
            S3Operations.getObject, GetObjectRequest(bucket: "bucket", key: "key"))
        #expect(whole.1 == content)
        #expect(whole.0.contentLength == size)
        guard size > 10 else { return }
        let part = try await harness.answer(
            S3Operations.getObject, GetObjectRequest(bucket: "bucket", key: "key", range: "bytes=7-\(size - 3)"))
        #expect(part.1 == Array(content[7...(size - 3)]))
        #expect(part.0.contentRange == "bytes 7-\(size - 3)/\(size)")
    }

    @Test func contentIsNotOnDiskInTheClear() async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.put("key", String(repeating: "secret", count: 100))
        for id in try harness.blobs.list(after: nil, limit: 10) {
            let bytes = try #require(try harness.blobs.read(id, range: 0..<10_000))
            #expect(!String(decoding: bytes, as: UTF8.self).contains("secret"))
        }
    }

    @Test func metadataAndHeadersComeBack() async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.call(
            S3Operations.putObject,
            PutObjectRequest(
                bucket: "bucket", key: "key", cacheControl: "no-cache", contentEncoding: "aws-chunked,gzip",
                contentType: "text/plain", metadata: ["Name": "value"], tagging: "a=b&c=d%20e"),
            .sending("text"))
        let head = try await harness.call(
            S3Operations.headObject, HeadObjectRequest(bucket: "bucket", key: "key", checksumMode: .enabled))
        #expect(head.cacheControl == "no-cache")
        #expect(head.contentEncoding == "gzip")
        #expect(head.contentType == "text/plain")
        #expect(head.metadata == ["name": "value"])
        #expect(head.tagCount == 2)
        #expect(head.eTag == "\"1cb251ec0d568de6a929b520c4aed8d1\"")
        #expect(head.checksumCRC64NVME != nil)
        #expect(head.serverSideEncryption == .aes256)
        #expect(head.versionId == nil)
    }

    @Test func whatIsNotAsSaidIsRefusedAndLeavesNothing() async throws {
        let harness = try await S3Harness.withBucket()
        let lies: [(PutObjectRequest, String)] = [
            (PutObjectRequest(bucket: "bucket", key: "k", contentMD5: "AAAAAAAAAAAAAAAAAAAAAA=="), "BadDigest"),
            (PutObjectRequest(bucket: "bucket", key: "k", contentMD5: "AAAA"), "InvalidDigest"),
            (PutObjectRequest(bucket: "bucket", key: "k", contentLength: 5), "IncompleteBody"),
            (PutObjectRequest(bucket: "bucket", key: "k", checksumCRC32: "AAAAAA=="), "BadDigest"),
            (PutObjectRequest(bucket: "bucket", key: "k", checksumCRC32: "AA"), "InvalidRequest"),
            (PutObjectRequest(bucket: "bucket", key: "k", checksumSHA512: "AA"), "NotImplemented"),
            (PutObjectRequest(bucket: "bucket", key: String(repeating: "k", count: 1025)), "KeyTooLongError"),
            (PutObjectRequest(bucket: "nobody", key: "k"), "NoSuchBucket"),
        ]
        for (request, code) in lies {
            #expect(try await harness.refusal(S3Operations.putObject, request, .sending("text")) == code)
        }
        #expect(try await harness.keys().isEmpty)
    }

    @Test func aTrailingChecksumIsHeldAgainstTheContent() async throws {
        let harness = try await S3Harness.withBucket()
        let right = Base64.encode(ChecksumKind.crc32.checksum(Array("text".utf8)))
        for (value, refusal) in [(right, nil), ("AAAAAA==", "BadDigest")] as [(String, String?)] {
            let trailer = PayloadTrailer(announced: ["x-amz-checksum-crc32"])
            trailer.complete(with: HTTPHeaders([("x-amz-checksum-crc32", value)]))
            var sender = S3Harness.Sender.sending("text")
            sender.trailer = trailer
            #expect(
                try await harness.refusal(
                    S3Operations.putObject, PutObjectRequest(bucket: "bucket", key: "key"), sender) == refusal)
        }
        let head = try await harness.call(
            S3Operations.headObject, HeadObjectRequest(bucket: "bucket", key: "key", checksumMode: .enabled))
        #expect(head.checksumCRC32 == right)
    }

    @Test func overwrittenContentIsDeletedFromDisk() async throws {
        let harness = try await S3Harness.withBucket()
        for index in 0..<5 { try await harness.put("key", "content \(index)") }
        try await harness.runChores()
        #expect(try harness.blobCount() == 1)
        try await harness.delete("key")
        try await harness.runChores()
        #expect(try harness.blobCount() == 0)
    }

    @Test func conditionalWritesSeeWhatIsThere() async throws {
        let harness = try await S3Harness.withBucket()
        let new = PutObjectRequest(bucket: "bucket", key: "key", ifNoneMatch: "*")
        #expect(try await harness.refusal(S3Operations.putObject, new, .sending("a")) == nil)
        #expect(try await harness.refusal(S3Operations.putObject, new, .sending("b")) == "PreconditionFailed")
        let eTag = try #require(
            try await harness.call(
                S3Operations.headObject, HeadObjectRequest(bucket: "bucket", key: "key")
            ).eTag)
        let same = PutObjectRequest(bucket: "bucket", key: "key", ifMatch: eTag)
        #expect(try await harness.refusal(S3Operations.putObject, same, .sending("c")) == nil)
        #expect(try await harness.refusal(S3Operations.putObject, same, .sending("d")) == "PreconditionFailed")
        let missing = PutObjectRequest(bucket: "bucket", key: "other", ifMatch: eTag)
        #expect(try await harness.refusal(S3Operations.putObject, missing, .sending("e")) == "NoSuchKey")
        #expect(try await harness.text("key") == "c")
    }

    @Test func conditionalReadsFollowTheirOrder() async throws {
        let harness = try await S3Harness.withBucket()
        let eTag = try #require(try await harness.put("key").eTag)
        let (before, after) = (harness.time.now() - .days(1), harness.time.now() + .days(1))
        func code(_ match: String? = nil, _ none: String? = nil, _ since: Timestamp? = nil, _ until: Timestamp? = nil)
            async throws -> String?
        {
            try await harness.refusal(
                S3Operations.getObject,
                GetObjectRequest(
                    bucket: "bucket", key: "key", ifMatch: match, ifModifiedSince: since, ifNoneMatch: none,
                    ifUnmodifiedSince: until))
        }
        #expect(try await code(eTag) == nil)
        #expect(try await code("\"other\"") == "PreconditionFailed")
        #expect(try await code(eTag, nil, nil, before) == nil)
        #expect(try await code(nil, nil, nil, before) == "PreconditionFailed")
        #expect(try await code(nil, eTag) == "NotModified")
        #expect(try await code(nil, "\"other\"", after) == nil)
        #expect(try await code(nil, nil, after) == "NotModified")
        #expect(try await code(nil, nil, before) == nil)
    }

    @Test(arguments: [
        ("bytes=0-3", "abcd"), ("bytes=4-", "efghij"), ("bytes=-3", "hij"), ("bytes=0-99", "abcdefghij"),
        ("bytes=-99", "abcdefghij"), ("bytes=0-1,3-4", "abcdefghij"), ("lines=1-2", "abcdefghij"),
        ("bytes=5-2", "abcdefghij"),
    ])
    func rangesAreCutOut(_ range: String, _ expected: String) async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.put("key", "abcdefghij")
        let answer = try await harness.answer(
            S3Operations.getObject, GetObjectRequest(bucket: "bucket", key: "key", range: range))
        #expect(String(decoding: answer.1, as: UTF8.self) == expected)
    }

    @Test func aRangeBeyondTheEndIsRefused() async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.put("key", "abc")
        for range in ["bytes=3-", "bytes=-0", "bytes=10-20"] {
            let request = GetObjectRequest(bucket: "bucket", key: "key", range: range)
            #expect(try await harness.refusal(S3Operations.getObject, request) == "InvalidRange")
        }
    }

    @Test(arguments: ["../../etc/passwd", "a//b", ".", "..", "/", "a\u{0}b", "a\u{1}b", "日本/語", "e\u{301}", "é", " "])
    func everyKeyIsItself(_ key: String) async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.put(key, "text of \(key)")
        #expect(try await harness.text(key) == "text of \(key)")
        #expect(try await harness.keys().map { Array($0.utf8) } == [Array(key.utf8)])
    }

    @Test func copiesTakeOrReplaceMetadataAndTags() async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.call(
            S3Operations.putObject,
            PutObjectRequest(
                bucket: "bucket", key: "a b", contentType: "text/plain", metadata: ["x": "1"], tagging: "t=1"),
            .sending("text"))
        func copy(_ request: CopyObjectRequest) async throws -> HeadObjectOutput {
            try await harness.call(S3Operations.copyObject, request)
            return try await harness.call(
                S3Operations.headObject, HeadObjectRequest(bucket: "bucket", key: request.key))
        }
        let same = try await copy(CopyObjectRequest(bucket: "bucket", copySource: "/bucket/a%20b", key: "same"))
        #expect(same.contentType == "text/plain" && same.metadata == ["x": "1"] && same.tagCount == 1)
        let other = try await copy(
            CopyObjectRequest(
                bucket: "bucket", copySource: "bucket/a%20b", key: "other", contentType: "a/b", metadata: ["y": "2"],
                metadataDirective: .replace, taggingDirective: .replace))
        #expect(other.contentType == "a/b" && other.metadata == ["y": "2"] && other.tagCount == nil)
        #expect(try await harness.text("other") == "text")
        let onto = CopyObjectRequest(bucket: "bucket", copySource: "bucket/same", key: "same")
        #expect(try await harness.refusal(S3Operations.copyObject, onto) == "InvalidRequest")
        let unless = CopyObjectRequest(
            bucket: "bucket", copySource: "bucket/same", key: "else", copySourceIfNoneMatch: "*")
        #expect(try await harness.refusal(S3Operations.copyObject, unless) == "PreconditionFailed")
    }
}
