import AWSProtocols
import Essentials
import S3Model
import Testing

@testable import S3Service

@Suite struct LifecycleTests {
    private func put(_ harness: S3Harness, _ rules: LifecycleRule...) async throws {
        try await harness.call(
            S3Operations.putBucketLifecycleConfiguration,
            PutBucketLifecycleConfigurationRequest(
                bucket: "bucket", lifecycleConfiguration: BucketLifecycleConfiguration(rules: rules)))
    }

    private func rule(_ prefix: String = "", days: Int) -> LifecycleRule {
        LifecycleRule(
            status: .enabled, expiration: LifecycleExpiration(days: days), id: "rule",
            filter: LifecycleRuleFilter(prefix: prefix))
    }

    /// Runs the chores at the end of each of so many days.
    private func pass(_ days: Int, _ harness: S3Harness) async throws {
        for _ in 0..<days {
            harness.time.advance(by: .days(1))
            try await harness.runChores()
        }
    }

    @Test func objectsExpireAtTheMidnightAfterTheirDays() async throws {
        let harness = try await S3Harness.withBucket()
        try await put(harness, rule("logs/", days: 2))
        for key in ["logs/a", "kept"] { try await harness.put(key) }
        let head = try await harness.call(
            S3Operations.headObject, HeadObjectRequest(bucket: "bucket", key: "logs/a"))
        #expect(head.expiration == "expiry-date=\"Fri, 17 Nov 2023 00:00:00 GMT\", rule-id=\"rule\"")
        try await pass(2, harness)
        #expect(try await harness.keys() == ["kept", "logs/a"])
        try await pass(1, harness)
        #expect(try await harness.keys() == ["kept"])
        try await harness.runChores()
        #expect(try harness.blobCount() == 1)
    }

    @Test func inVersionedBucketsTheyGoBehindAMarkerAndThenForGood() async throws {
        let harness = try await S3Harness.withBucket(versioned: true)
        try await put(
            harness, rule(days: 1),
            LifecycleRule(
                status: .enabled, expiration: LifecycleExpiration(expiredObjectDeleteMarker: true), id: "markers",
                filter: LifecycleRuleFilter(),
                noncurrentVersionExpiration: NoncurrentVersionExpiration(noncurrentDays: 1)))
        try await harness.put("key")
        func versions() async throws -> (Int, Int) {
            let list = try await harness.call(
                S3Operations.listObjectVersions, ListObjectVersionsRequest(bucket: "bucket"))
            return (list.versions?.count ?? 0, list.deleteMarkers?.count ?? 0)
        }
        try await pass(2, harness)
        #expect(try await versions() == (1, 1))
        try await pass(2, harness)
        #expect(try await versions() == (0, 1))
        try await pass(1, harness)
        #expect(try await versions() == (0, 0))
        try await harness.runChores()
        #expect(try harness.blobCount() == 0)
    }

    @Test func theNewestNoncurrentVersionsAreKept() async throws {
        let harness = try await S3Harness.withBucket(versioned: true)
        try await put(
            harness,
            LifecycleRule(
                status: .enabled, filter: LifecycleRuleFilter(),
                noncurrentVersionExpiration: NoncurrentVersionExpiration(
                    noncurrentDays: 1, newerNoncurrentVersions: 2)))
        for index in 0..<6 { try await harness.put("key", "\(index)") }
        try await pass(3, harness)
        let list = try await harness.call(
            S3Operations.listObjectVersions, ListObjectVersionsRequest(bucket: "bucket"))
        #expect(list.versions?.count == 3)
    }

    @Test func uploadsThatNobodyCompletesAreAborted() async throws {
        let harness = try await S3Harness.withBucket()
        try await put(
            harness,
            LifecycleRule(
                status: .enabled, filter: LifecycleRuleFilter(),
                abortIncompleteMultipartUpload: AbortIncompleteMultipartUpload(daysAfterInitiation: 1)))
        _ = try await harness.call(
            S3Operations.createMultipartUpload, CreateMultipartUploadRequest(bucket: "bucket", key: "key"))
        try await pass(2, harness)
        let list = try await harness.call(
            S3Operations.listMultipartUploads, ListMultipartUploadsRequest(bucket: "bucket"))
        #expect(list.uploads == nil)
    }

    @Test func lockedVersionsStay() async throws {
        let harness = try await S3Harness.withBucket(locked: true)
        try await put(
            harness,
            LifecycleRule(
                status: .enabled, filter: LifecycleRuleFilter(),
                noncurrentVersionExpiration: NoncurrentVersionExpiration(noncurrentDays: 1)))
        try await harness.call(
            S3Operations.putObject,
            PutObjectRequest(
                bucket: "bucket", key: "key", objectLockMode: .compliance,
                objectLockRetainUntilDate: harness.time.now() + .days(5)), .sending("a"))
        try await harness.put("key")
        try await pass(4, harness)
        func count() async throws -> Int? {
            try await harness.call(
                S3Operations.listObjectVersions, ListObjectVersionsRequest(bucket: "bucket")
            ).versions?.count
        }
        #expect(try await count() == 2)
        try await pass(3, harness)
        #expect(try await count() == 1)
    }

    @Test func rulesThatCannotBeKeptAreRefused() async throws {
        let harness = try await S3Harness.withBucket()
        let refused: [(LifecycleRule, String)] = [
            (rule(days: 0), "InvalidArgument"),
            (LifecycleRule(status: .enabled, filter: LifecycleRuleFilter()), "InvalidRequest"),
            (LifecycleRule(status: .enabled, expiration: LifecycleExpiration(days: 1)), "MalformedXML"),
            (
                LifecycleRule(
                    status: .enabled, filter: LifecycleRuleFilter(),
                    transitions: [Transition(days: 1, storageClass: .glacier)]), "NotImplemented"
            ),
        ]
        for (rule, code) in refused {
            let request = PutBucketLifecycleConfigurationRequest(
                bucket: "bucket", lifecycleConfiguration: BucketLifecycleConfiguration(rules: [rule]))
            #expect(try await harness.refusal(S3Operations.putBucketLifecycleConfiguration, request) == code)
        }
    }
}
