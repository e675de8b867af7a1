import AWSProtocols
import Essentials
import S3Model
import Testing

@testable import S3Service

@Suite struct BucketTests {
    @Test(arguments: ["abc", "a-b.c", "0a9", String(repeating: "x", count: 63)])
    func namesByTheRulesAreTaken(_ name: String) { #expect(BucketName.isValid(name)) }

    @Test(arguments: [
        "ab", "Abc", "a_b", "-ab", "ab-", "a..b", "192.168.5.4", "xn--a", "sthree-a", "a-s3alias", "a--ol-s3", "a b",
        "a/b", "é23", String(repeating: "x", count: 64), "a--x-s3", "",
    ])
    func otherNamesAreNot(_ name: String) { #expect(!BucketName.isValid(name)) }

    @Test func aNameBelongsToOneAccount() async throws {
        let harness = try await S3Harness.withBucket()
        let request = CreateBucketRequest(bucket: "bucket")
        #expect(try await harness.refusal(S3Operations.createBucket, request) == nil)
        #expect(try await harness.refusal(S3Operations.createBucket, request, .stranger) == "BucketAlreadyExists")
    }

    @Test func regionsHaveToAgree() async throws {
        let harness = try S3Harness()
        let west = S3Harness.Sender(region: try #require(Region("us-west-2")))
        func create(_ name: String, _ location: BucketLocationConstraint?, _ sender: S3Harness.Sender) async throws
            -> String?
        {
            let configuration = location.map { CreateBucketConfiguration(locationConstraint: $0) }
            return try await harness.refusal(
                S3Operations.createBucket,
                CreateBucketRequest(bucket: name, createBucketConfiguration: configuration), sender)
        }
        #expect(try await create("west", .usWest2, west) == nil)
        #expect(try await create("west", .usWest2, west) == "BucketAlreadyOwnedByYou")
        #expect(try await create("none", nil, west) == "IllegalLocationConstraintException")
        #expect(try await create("other", .euWest1, west) == "IllegalLocationConstraintException")
        #expect(try await create("far", .euWest1, .owner) == nil)
        let put = PutObjectRequest(bucket: "west", key: "key")
        #expect(try await harness.refusal(S3Operations.putObject, put) == "AuthorizationHeaderMalformed")
        #expect(try await harness.refusal(S3Operations.putObject, put, west) == nil)
        let location = try await harness.call(
            S3Operations.getBucketLocation, GetBucketLocationRequest(bucket: "far"))
        #expect(location.locationConstraint == .euWest1)
    }

    @Test func ownBucketsAreListedInPages() async throws {
        let harness = try S3Harness()
        for name in ["aaa", "bbb", "bcc", "ddd"] {
            try await harness.call(S3Operations.createBucket, CreateBucketRequest(bucket: name))
        }
        try await harness.call(S3Operations.createBucket, CreateBucketRequest(bucket: "theirs"), .stranger)
        var (names, token) = ([String](), String?.none)
        repeat {
            let page = try await harness.call(
                S3Operations.listBuckets, ListBucketsRequest(maxBuckets: 3, continuationToken: token))
            names += page.buckets?.compactMap(\.name) ?? []
            token = page.continuationToken
        } while token != nil
        #expect(names == ["aaa", "bbb", "bcc", "ddd"])
        let some = try await harness.call(S3Operations.listBuckets, ListBucketsRequest(prefix: "b"))
        #expect(some.buckets?.compactMap(\.name) == ["bbb", "bcc"])
    }

    @Test func aBucketMadeAnewHasNothingOfTheOldOne() async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.put("key")
        let delete = DeleteBucketRequest(bucket: "bucket")
        #expect(try await harness.refusal(S3Operations.deleteBucket, delete) == "BucketNotEmpty")
        try await harness.delete("key")
        _ = try await harness.call(
            S3Operations.createMultipartUpload, CreateMultipartUploadRequest(bucket: "bucket", key: "upload"))
        #expect(try await harness.refusal(S3Operations.deleteBucket, delete) == nil)
        try await harness.call(S3Operations.createBucket, CreateBucketRequest(bucket: "bucket"))
        #expect(
            try await harness.call(
                S3Operations.listMultipartUploads, ListMultipartUploadsRequest(bucket: "bucket")
            ).uploads == nil)
    }

    @Test func theExpectedOwnerHasToBeTheOwner() async throws {
        let harness = try await S3Harness.withBucket()
        let right = HeadBucketRequest(bucket: "bucket", expectedBucketOwner: AccountID.standard.description)
        let wrong = HeadBucketRequest(bucket: "bucket", expectedBucketOwner: "222222222222")
        #expect(try await harness.refusal(S3Operations.headBucket, right) == nil)
        #expect(try await harness.refusal(S3Operations.headBucket, wrong) == "AccessDenied")
    }

    @Test func configurationsComeBackAsTheyWereGiven() async throws {
        let harness = try await S3Harness.withBucket()
        let rule = CORSRule(
            allowedMethods: ["GET", "PUT"], allowedOrigins: ["https://*.example.com"], allowedHeaders: ["x-*"],
            exposeHeaders: ["etag"], maxAgeSeconds: 5)
        try await harness.call(
            S3Operations.putBucketCors,
            PutBucketCorsRequest(bucket: "bucket", corsConfiguration: CORSConfiguration(corsRules: [rule])))
        let cors = try await harness.call(S3Operations.getBucketCors, GetBucketCorsRequest(bucket: "bucket"))
        #expect(cors.corsRules == [rule])
        try await harness.call(S3Operations.deleteBucketCors, DeleteBucketCorsRequest(bucket: "bucket"))
        #expect(
            try await harness.refusal(S3Operations.getBucketCors, GetBucketCorsRequest(bucket: "bucket"))
                == "NoSuchCORSConfiguration")
        let tags = [Tag(key: "a", value: "b"), Tag(key: "c", value: "")]
        try await harness.call(
            S3Operations.putBucketTagging, PutBucketTaggingRequest(bucket: "bucket", tagging: Tagging(tagSet: tags)))
        #expect(
            try await harness.call(S3Operations.getBucketTagging, GetBucketTaggingRequest(bucket: "bucket")).tagSet
                == tags)
    }
}
