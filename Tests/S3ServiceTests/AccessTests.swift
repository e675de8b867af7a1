import AWSProtocols
import Essentials
import S3Model
import Testing

@testable import S3Service

@Suite struct AccessTests {
    private func put(_ policy: String, _ harness: S3Harness) async throws -> String? {
        try await harness.refusal(
            S3Operations.putBucketPolicy, PutBucketPolicyRequest(bucket: "bucket", policy: policy))
    }

    private func allow(_ principal: String, _ action: String, _ resource: String, _ condition: String = "") -> String {
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":\(principal),"Action":"\(action)",
        "Resource":"\(resource)"\(condition)}]}
        """
    }

    private func open(_ harness: S3Harness) async throws {
        try await harness.call(
            S3Operations.deletePublicAccessBlock, DeletePublicAccessBlockRequest(bucket: "bucket"))
    }

    @Test func anotherAccountNeedsTheBucketsPolicy() async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.put("key")
        let read = GetObjectRequest(bucket: "bucket", key: "key")
        #expect(try await harness.refusal(S3Operations.getObject, read, .stranger) == "AccessDenied")
        #expect(
            try await put(
                allow(#"{"AWS":"222222222222"}"#, "s3:GetObject", "arn:aws:s3:::bucket/*"), harness) == nil)
        #expect(try await harness.refusal(S3Operations.getObject, read, .stranger) == nil)
        let missing = GetObjectRequest(bucket: "bucket", key: "other")
        // Whoever may not list learns nothing of keys that are not there.
        #expect(try await harness.refusal(S3Operations.getObject, missing, .stranger) == "AccessDenied")
        #expect(try await harness.refusal(S3Operations.getObject, missing) == "NoSuchKey")
        #expect(try await harness.refusal(S3Operations.getObject, read, .anybody) == "AccessDenied")
    }

    @Test func anybodyReadsWhereAPolicyAllowsItAndNothingBlocksIt() async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.put("key")
        let policy = allow(#""*""#, "s3:GetObject", "arn:aws:s3:::bucket/*")
        #expect(try await put(policy, harness) == "AccessDenied")
        try await open(harness)
        #expect(try await put(policy, harness) == nil)
        let read = GetObjectRequest(bucket: "bucket", key: "key")
        #expect(try await harness.refusal(S3Operations.getObject, read, .anybody) == nil)
        let status = try await harness.call(
            S3Operations.getBucketPolicyStatus, GetBucketPolicyStatusRequest(bucket: "bucket"))
        #expect(status.policyStatus?.isPublic == true)
        try await harness.call(
            S3Operations.putPublicAccessBlock,
            PutPublicAccessBlockRequest(
                bucket: "bucket",
                publicAccessBlockConfiguration: PublicAccessBlockConfiguration(restrictPublicBuckets: true)))
        #expect(try await harness.refusal(S3Operations.getObject, read, .anybody) == "AccessDenied")
        #expect(try await harness.refusal(S3Operations.getObject, read) == nil)
    }

    @Test(arguments: [
        ("nonsense", "Policies must be valid JSON and the first byte must be '{'"),
        (
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#,
            "Missing required field Principal"
        ),
        (
            #"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::other/*"}]}"#,
            "Policy has invalid resource"
        ),
        (
            #"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"ec2:Run","Resource":"arn:aws:s3:::bucket/*"}]}"#,
            "Policy has invalid action"
        ),
        (
            #"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket"}]}"#,
            "Action does not apply to any resource(s) in statement"
        ),
    ])
    func malformedPoliciesAreRefusedInS3sWords(_ policy: String, _ message: String) async throws {
        let harness = try await S3Harness.withBucket()
        do {
            try await harness.call(
                S3Operations.putBucketPolicy, PutBucketPolicyRequest(bucket: "bucket", policy: policy))
            Issue.record("it was taken")
        } catch let error as AWSError {
            #expect(error.code(in: .restXml) == "MalformedPolicy")
            #expect(error.message == message)
        }
    }

    @Test(arguments: [
        (#""*""#, "", true), (#"{"AWS":"*"}"#, "", true), (#"{"AWS":["111122223333","*"]}"#, "", true),
        (#"{"AWS":"111122223333"}"#, "", false), (#"{"Service":"cloudtrail.amazonaws.com"}"#, "", false),
        (#""*""#, #","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#, false),
        (#""*""#, #","Condition":{"StringLike":{"aws:SourceArn":"*"}}"#, true),
        (#""*""#, #","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#, false),
        (#""*""#, #","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/1"}}"#, true),
        (#""*""#, #","Condition":{"StringEquals":{"s3:prefix":"a"}}"#, true),
    ])
    func publicPoliciesAreToldFromOthers(_ principal: String, _ condition: String, _ expected: Bool) {
        let policy = allow(principal, "s3:GetObject", "arn:aws:s3:::bucket/*", condition)
        #expect(PublicPolicy.isPublic(policy) == expected)
    }

    @Test func conditionKeysDecideAboutPrefixesAndEncryption() async throws {
        let harness = try await S3Harness.withBucket()
        let policy = """
            {"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::bucket",
            "Condition":{"StringEquals":{"s3:prefix":"theirs/"}}},
            {"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::bucket/*",
            "Condition":{"StringNotEquals":{"s3:x-amz-server-side-encryption":"AES256"}}}]}
            """
        #expect(try await put(policy, harness) == nil)
        let theirs = ListObjectsV2Request(bucket: "bucket", prefix: "theirs/")
        let all = ListObjectsV2Request(bucket: "bucket")
        #expect(try await harness.refusal(S3Operations.listObjectsV2, theirs, .stranger) == nil)
        #expect(try await harness.refusal(S3Operations.listObjectsV2, all, .stranger) == "AccessDenied")
        let plain = PutObjectRequest(bucket: "bucket", key: "key")
        #expect(try await harness.refusal(S3Operations.putObject, plain, .sending("a")) == "AccessDenied")
        let encrypted = PutObjectRequest(bucket: "bucket", key: "key", serverSideEncryption: .aes256)
        #expect(try await harness.refusal(S3Operations.putObject, encrypted, .sending("a")) == nil)
    }

    @Test func ofManyKeysThoseThatMayBeDeletedAre() async throws {
        let harness = try await S3Harness.withBucket()
        for key in ["mine/a", "theirs/b"] { try await harness.put(key) }
        #expect(
            try await put(
                allow(#"{"AWS":"222222222222"}"#, "s3:DeleteObject", "arn:aws:s3:::bucket/theirs/*"), harness) == nil)
        let keys = ["mine/a", "theirs/b", "theirs/none"]
        let answer = try await harness.call(
            S3Operations.deleteObjects,
            DeleteObjectsRequest(bucket: "bucket", delete: Delete(objects: keys.map { ObjectIdentifier(key: $0) })),
            .stranger)
        #expect(answer.deleted?.map(\.key) == ["theirs/b", "theirs/none"])
        #expect(answer.errors?.map(\.key) == ["mine/a"])
        #expect(answer.errors?.map(\.code) == ["AccessDenied"])
        #expect(try await harness.keys() == ["mine/a"])
    }

    @Test func listsOfAccessAreOffByDefaultAndWorkWhereTheyAreOn() async throws {
        let harness = try await S3Harness.withBucket()
        let request = PutObjectRequest(bucket: "bucket", key: "key", acl: .publicRead)
        #expect(
            try await harness.refusal(S3Operations.putObject, request, .sending("a")) == "AccessControlListNotSupported"
        )
        try await harness.call(
            S3Operations.putBucketOwnershipControls,
            PutBucketOwnershipControlsRequest(
                bucket: "bucket",
                ownershipControls: OwnershipControls(rules: [OwnershipControlsRule(objectOwnership: .objectWriter)])))
        #expect(try await harness.refusal(S3Operations.putObject, request, .sending("a")) == "AccessDenied")
        try await open(harness)
        #expect(try await harness.refusal(S3Operations.putObject, request, .sending("a")) == nil)
        let read = GetObjectRequest(bucket: "bucket", key: "key")
        #expect(try await harness.refusal(S3Operations.getObject, read, .anybody) == nil)
        try await harness.call(
            S3Operations.putPublicAccessBlock,
            PutPublicAccessBlockRequest(
                bucket: "bucket",
                publicAccessBlockConfiguration: PublicAccessBlockConfiguration(ignorePublicAcls: true)))
        #expect(try await harness.refusal(S3Operations.getObject, read, .anybody) == "AccessDenied")
    }
}
