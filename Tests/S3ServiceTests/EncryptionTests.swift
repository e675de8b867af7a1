import AWSProtocols
import Essentials
import S3Model
import Testing

@testable import S3Service

@Suite struct EncryptionTests {
    private func byKMS(_ harness: S3Harness, bucketKey: Bool = false) async throws {
        try await harness.call(
            S3Operations.putBucketEncryption,
            PutBucketEncryptionRequest(
                bucket: "bucket",
                serverSideEncryptionConfiguration: ServerSideEncryptionConfiguration(rules: [
                    ServerSideEncryptionRule(
                        applyServerSideEncryptionByDefault: ServerSideEncryptionByDefault(
                            sseAlgorithm: .awsKms, kmsMasterKeyID: FakeServices.keyARN),
                        bucketKeyEnabled: bucketKey)
                ])))
    }

    @Test func KMSIsAskedForTheCallerWithTheObjectsName() async throws {
        let harness = try await S3Harness.withBucket()
        try await byKMS(harness)
        let put = try await harness.put("key", "text")
        #expect(put.serverSideEncryption == .awsKms)
        #expect(put.ssekmsKeyId == FakeServices.keyARN)
        #expect(put.eTag != "\"1cb251ec0d568de6a929b520c4aed8d1\"")
        #expect(try await harness.text("key") == "text")
        #expect(harness.neighbours.seen.map(\.operation) == ["GenerateDataKey", "Decrypt"])
        #expect(harness.neighbours.seen.allSatisfy { $0.isForCaller })
        #expect(
            harness.neighbours.seen.allSatisfy { $0.context == ["aws:s3:arn": "arn:aws:s3:::bucket/key"] })
    }

    @Test func whomKMSRefusesReadsNothing() async throws {
        let harness = try await S3Harness.withBucket()
        try await byKMS(harness)
        try await harness.put("key")
        harness.neighbours.refuse(with: AWSError(code: "AccessDeniedException", "no", status: 400))
        let read = GetObjectRequest(bucket: "bucket", key: "key")
        #expect(try await harness.refusal(S3Operations.getObject, read) == "AccessDenied")
        harness.neighbours.refuse(with: AWSError(code: "DisabledException", "off", status: 400))
        #expect(try await harness.refusal(S3Operations.getObject, read) == "KMS.DisabledException")
        let write = PutObjectRequest(bucket: "bucket", key: "other")
        #expect(try await harness.refusal(S3Operations.putObject, write, .sending("a")) == "KMS.DisabledException")
    }

    @Test func aBucketKeyServesManyObjects() async throws {
        let harness = try await S3Harness.withBucket()
        try await byKMS(harness, bucketKey: true)
        for index in 0..<5 { try await harness.put("key \(index)", "text \(index)") }
        for index in 0..<5 { #expect(try await harness.text("key \(index)") == "text \(index)") }
        #expect(harness.neighbours.seen.map(\.operation) == ["GenerateDataKey", "Decrypt"])
        #expect(harness.neighbours.seen.first?.context == ["aws:s3:arn": "arn:aws:s3:::bucket"])
        harness.time.advance(by: .minutes(10))
        #expect(try await harness.text("key 0") == "text 0")
        #expect(harness.neighbours.seen.count == 3)
    }

    @Test func whatIsNotBuiltIsSaidToBeSo() async throws {
        let harness = try await S3Harness.withBucket()
        let requests = [
            PutObjectRequest(bucket: "bucket", key: "k", serverSideEncryption: .awsKmsDsse),
            PutObjectRequest(bucket: "bucket", key: "k", storageClass: .glacier),
            PutObjectRequest(bucket: "bucket", key: "k", sseCustomerAlgorithm: "AES256", sseCustomerKey: "x"),
        ]
        for request in requests {
            #expect(try await harness.refusal(S3Operations.putObject, request, .sending("a")) == "NotImplemented")
        }
    }
}
