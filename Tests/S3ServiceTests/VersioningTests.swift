import AWSProtocols
import Essentials
import S3Model
import Testing

@testable import S3Service

@Suite struct VersioningTests {
    @Test func everyVersionIsKept() async throws {
        let harness = try await S3Harness.withBucket(versioned: true)
        var versions: [String] = []
        for index in 0..<4 {
            versions.append(try #require(try await harness.put("key", "content \(index)").versionId))
        }
        for (index, version) in versions.enumerated() {
            #expect(try await harness.text("key", version: version) == "content \(index)")
        }
        #expect(try await harness.text("key") == "content 3")
        let list = try await harness.call(
            S3Operations.listObjectVersions, ListObjectVersionsRequest(bucket: "bucket"))
        #expect(list.versions?.map(\.versionId) == versions.reversed())
        #expect(list.versions?.map(\.isLatest) == [true, false, false, false])
    }

    @Test func aDeleteMarkerHidesAndItsDeletionShowsAgain() async throws {
        let harness = try await S3Harness.withBucket(versioned: true)
        let version = try #require(try await harness.put("key").versionId)
        let marker = try await harness.delete("key")
        #expect(marker.deleteMarker == true)
        let id = try #require(marker.versionId)
        #expect(try await harness.keys().isEmpty)
        let read = GetObjectRequest(bucket: "bucket", key: "key")
        #expect(try await harness.refusal(S3Operations.getObject, read) == "NoSuchKey")
        let ofMarker = GetObjectRequest(bucket: "bucket", key: "key", versionId: id)
        #expect(try await harness.refusal(S3Operations.getObject, ofMarker) == "MethodNotAllowed")
        #expect(try await harness.text("key", version: version) == "content")
        let list = try await harness.call(
            S3Operations.listObjectVersions, ListObjectVersionsRequest(bucket: "bucket"))
        #expect(list.deleteMarkers?.map(\.isLatest) == [true])
        #expect(list.versions?.map(\.isLatest) == [false])
        #expect(try await harness.delete("key", version: id).deleteMarker == true)
        #expect(try await harness.text("key") == "content")
        #expect(try await harness.keys() == ["key"])
    }

    @Test func deletingTheCurrentVersionBringsBackTheOneBefore() async throws {
        let harness = try await S3Harness.withBucket(versioned: true)
        try await harness.put("key", "first")
        let second = try await harness.put("key", "second").versionId
        try await harness.delete("key", version: second)
        #expect(try await harness.text("key") == "first")
        try await harness.runChores()
        #expect(try harness.blobCount() == 1)
    }

    @Test func suspendedVersioningHasOneNullVersion() async throws {
        let harness = try await S3Harness.withBucket()
        try await harness.put("key", "before versioning")
        try await harness.version(.enabled)
        let kept = try #require(try await harness.put("key", "kept").versionId)
        #expect(try await harness.text("key", version: "null") == "before versioning")
        try await harness.version(.suspended)
        #expect(try await harness.put("key", "null again").versionId == "null")
        #expect(try await harness.text("key", version: "null") == "null again")
        #expect(try await harness.text("key", version: kept) == "kept")
        #expect(try await harness.delete("key").versionId == "null")
        let list = try await harness.call(
            S3Operations.listObjectVersions, ListObjectVersionsRequest(bucket: "bucket"))
        #expect(list.versions?.map(\.versionId) == [kept])
        #expect(list.deleteMarkers?.map(\.versionId) == ["null"])
        try await harness.put("key", "over the marker")
        let after = try await harness.call(
            S3Operations.listObjectVersions, ListObjectVersionsRequest(bucket: "bucket"))
        #expect(after.deleteMarkers == nil)
        #expect(after.versions?.map(\.versionId) == ["null", kept])
        try await harness.runChores()
        #expect(try harness.blobCount() == 2)
    }

    @Test func versionsThatAreNoneAreRefused() async throws {
        let harness = try await S3Harness.withBucket(versioned: true)
        let other = try #require(try await harness.put("other").versionId)
        try await harness.put("key")
        for (version, code) in [("nonsense", "InvalidArgument"), (other, "NoSuchVersion"), ("null", "NoSuchVersion")] {
            let request = GetObjectRequest(bucket: "bucket", key: "key", versionId: version)
            #expect(try await harness.refusal(S3Operations.getObject, request) == code)
        }
    }

    @Test func aBucketWithVersionsIsNotEmpty() async throws {
        let harness = try await S3Harness.withBucket(versioned: true)
        try await harness.put("key")
        let request = DeleteBucketRequest(bucket: "bucket")
        #expect(try await harness.refusal(S3Operations.deleteBucket, request) == "BucketNotEmpty")
        try await harness.delete("key")
        #expect(try await harness.refusal(S3Operations.deleteBucket, request) == "BucketNotEmpty")
    }

    /// Against a plain reference: a list of versions for each key.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func anyOrderOfWritesAndDeletesLeavesWhatTheReferenceHas(_ seed: UInt64) async throws {
        let harness = try await S3Harness.withBucket()
        var reference = ReferenceBucket()
        var generator = ListingTests.Generator(state: seed)
        for step in 0..<120 {
            let key = ["a", "b"].randomElement(using: &generator) ?? "a"
            switch Int.random(in: 0..<10, using: &generator) {
            case 0:
                let status: BucketVersioningStatus = Bool.random(using: &generator) ? .enabled : .suspended
                try await harness.version(status)
                reference.status = status
            case 1...5:
                let id = try await harness.put(key, "step \(step)").versionId
                reference.put(key, id, "step \(step)")
            case 6, 7:
                let answer = try await harness.delete(key)
                reference.delete(key, marker: answer.versionId)
            default:
                guard let id = reference.versions[key]?.randomElement(using: &generator)?.id else { continue }
                try await harness.delete(key, version: id)
                reference.erase(key, id)
            }
            let list = try await harness.call(
                S3Operations.listObjectVersions, ListObjectVersionsRequest(bucket: "bucket"))
            let listed =
                (list.versions ?? []).map { ReferenceBucket.Shown($0.key, $0.versionId, $0.isLatest, false) }
                + (list.deleteMarkers ?? []).map { ReferenceBucket.Shown($0.key, $0.versionId, $0.isLatest, true) }
            #expect(Set(listed) == reference.shown, "step \(step)")
            for key in ["a", "b"] {
                let text = try? await harness.text(key)
                #expect(text == reference.text(key), "step \(step)")
            }
        }
        try await harness.runChores()
        #expect(try harness.blobCount() == reference.contentCount)
    }
}

/// What a bucket should hold, as plainly as it can be said.
struct ReferenceBucket {
    struct Version {
        let id: String
        let text: String?
    }

    struct Shown: Hashable {
        let key: String?
        let id: String?
        let isLatest: Bool?
        let isMarker: Bool

        init(_ key: String?, _ id: String?, _ isLatest: Bool?, _ isMarker: Bool) {
            (self.key, self.id, self.isLatest, self.isMarker) = (key, id, isLatest, isMarker)
        }
    }

    var status: BucketVersioningStatus?
    /// Newest first.
    var versions: [String: [Version]] = [:]

    mutating func put(_ key: String, _ id: String?, _ text: String) { add(key, id ?? "null", text) }

    mutating func delete(_ key: String, marker: String?) {
        if status == nil { versions[key] = [] } else { add(key, marker ?? "null", nil) }
    }

    mutating func erase(_ key: String, _ id: String) { versions[key]?.removeAll { $0.id == id } }

    private mutating func add(_ key: String, _ id: String, _ text: String?) {
        versions[key, default: []].removeAll { $0.id == id }
        versions[key, default: []].insert(Version(id: id, text: text), at: 0)
    }

    func text(_ key: String) -> String? { versions[key]?.first?.text }
    var contentCount: Int { versions.values.joined().count { $0.text != nil } }

    var shown: Set<Shown> {
        Set(
            versions.flatMap { key, versions in
                versions.enumerated().map { index, version in
                    Shown(key, version.id, index == 0, version.text == nil)
                }
            })
    }
}
