import AWSProtocols
import Essentials
import S3Model
import Testing

@testable import S3Service

@Suite struct LockTests {
    private func put(_ harness: S3Harness, _ mode: ObjectLockMode, days: Int64) async throws -> String {
        let answer = try await harness.call(
            S3Operations.putObject,
            PutObjectRequest(
                bucket: "bucket", key: "key", objectLockMode: mode,
                objectLockRetainUntilDate: harness.time.now() + .days(days)), .sending("text"))
        return try #require(answer.versionId)
    }

    private func erase(_ harness: S3Harness, _ version: String, bypass: Bool = false) async throws -> String? {
        try await harness.refusal(
            S3Operations.deleteObject,
            DeleteObjectRequest(
                bucket: "bucket", key: "key", versionId: version, bypassGovernanceRetention: bypass ? true : nil))
    }

    @Test func complianceHoldsAgainstEverybodyUntilItsTime() async throws {
        let harness = try await S3Harness.withBucket(locked: true)
        let version = try await put(harness, .compliance, days: 2)
        #expect(try await erase(harness, version) == "AccessDenied")
        #expect(try await erase(harness, version, bypass: true) == "AccessDenied")
        let shorter = PutObjectRetentionRequest(
            bucket: "bucket", key: "key",
            retention: ObjectLockRetention(mode: .compliance, retainUntilDate: harness.time.now() + .days(1)),
            bypassGovernanceRetention: true)
        #expect(try await harness.refusal(S3Operations.putObjectRetention, shorter) == "AccessDenied")
        // A delete marker may stand before it.
        #expect(try await harness.delete("key").deleteMarker == true)
        harness.time.advance(by: .days(3))
        #expect(try await erase(harness, version) == nil)
    }

    @Test func governanceYieldsToWhomMayBypassIt() async throws {
        let harness = try await S3Harness.withBucket(locked: true)
        let version = try await put(harness, .governance, days: 2)
        #expect(try await erase(harness, version) == "AccessDenied")
        #expect(try await erase(harness, version, bypass: true) == nil)
    }

    @Test func aLegalHoldHasNoTime() async throws {
        let harness = try await S3Harness.withBucket(locked: true)
        let version = try #require(try await harness.put("key").versionId)
        func hold(_ status: ObjectLockLegalHoldStatus) async throws {
            try await harness.call(
                S3Operations.putObjectLegalHold,
                PutObjectLegalHoldRequest(
                    bucket: "bucket", key: "key", legalHold: ObjectLockLegalHold(status: status)))
        }
        try await hold(.on)
        harness.time.advance(by: .days(10_000))
        #expect(try await erase(harness, version, bypass: true) == "AccessDenied")
        try await hold(.off)
        #expect(try await erase(harness, version) == nil)
    }

    @Test func newObjectsHaveTheBucketsDefault() async throws {
        let harness = try await S3Harness.withBucket(locked: true)
        try await harness.call(
            S3Operations.putObjectLockConfiguration,
            PutObjectLockConfigurationRequest(
                bucket: "bucket",
                objectLockConfiguration: ObjectLockConfiguration(
                    objectLockEnabled: .enabled,
                    rule: ObjectLockRule(defaultRetention: DefaultRetention(mode: .compliance, days: 3)))))
        let version = try #require(try await harness.put("key").versionId)
        let head = try await harness.call(
            S3Operations.headObject, HeadObjectRequest(bucket: "bucket", key: "key"))
        #expect(head.objectLockMode == .compliance)
        #expect(head.objectLockRetainUntilDate == harness.time.now() + .days(3))
        #expect(try await erase(harness, version) == "AccessDenied")
    }

    @Test func locksNeedABucketThatHasThem() async throws {
        let harness = try await S3Harness.withBucket()
        let request = PutObjectRequest(
            bucket: "bucket", key: "key", objectLockMode: .governance,
            objectLockRetainUntilDate: harness.time.now() + .days(1))
        #expect(try await harness.refusal(S3Operations.putObject, request, .sending("a")) == "InvalidRequest")
        let locked = try await S3Harness.withBucket(locked: true)
        let suspend = PutBucketVersioningRequest(
            bucket: "bucket", versioningConfiguration: VersioningConfiguration(status: .suspended))
        #expect(try await locked.refusal(S3Operations.putBucketVersioning, suspend) == "InvalidBucketState")
    }
}
