import AWSProtocols
import CloudTrailModel
import Essentials
import KeyEngine
import Testing

@testable import CloudTrailService

@Suite struct DigestTests {
    private func started() async throws -> TrailHarness {
        let harness = try await TrailHarness()
        try await harness.startTrail(
            CreateTrailRequest(name: "main", s3BucketName: "logs", enableLogFileValidation: true))
        return harness
    }

    /// Checks what `aws cloudtrail validate-logs` checks; answers the digests, oldest first.
    private func validate(_ harness: TrailHarness) async throws -> [JSON] {
        var previous: String?
        return try await harness.digests().asyncMap { key in
            let object = try #require(harness.calls.objects(in: "logs")[key])
            let digest = try harness.content(key)
            let signature = try #require(object.request.metadata?["signature"])
            #expect(object.request.metadata?["signature-algorithm"] == "SHA256withRSA")
            let end = try #require(digest["digestEndTime"]?.string)
            let text = "\(end)\nlogs/\(key)\n\(Hex.encode(ContentHash.sha256(digest.bytes)))\n\(previous ?? "null")"
            let time = try #require(Timestamp(iso8601: end))
            let signer = try await harness.service.digestKeys.signer(in: .standard, at: time)
            #expect(signer.fingerprint == digest["digestPublicKeyFingerprint"]?.string)
            try signer.key.publicKey.verify(
                try #require(Hex.decode(signature)), of: Array(text.utf8), type: .raw,
                algorithm: .rsassaPkcs1V15Sha256)
            #expect(digest["previousDigestSignature"]?.string == previous)
            for file in digest["logFiles"]?.array ?? [] {
                let content = try harness.content(try #require(file["s3Object"]?.string)).bytes
                #expect(file["hashValue"]?.string == Hex.encode(ContentHash.sha256(content)))
            }
            previous = signature
            return digest
        }
    }

    @Test func digestsAreChainedAndNameEveryFile() async throws {
        let harness = try await started()
        for index in 0..<30 {
            try await harness.happen("Event\(index)")
            try await harness.pass(.minutes(5))
        }
        let digests = try await validate(harness)
        #expect(digests.count == 2)
        let named = digests.flatMap { $0["logFiles"]?.array ?? [] }.compactMap { $0["s3Object"]?.string }
        #expect(Set(named).isSubset(of: harness.logFiles()) && named.count >= 20)
        #expect(digests[1]["digestStartTime"] == digests[0]["digestEndTime"])
        try await harness.pass(.hours(1))
        try await harness.pass(.hours(1))
        #expect(try await validate(harness).last?["logFiles"] == [])
        #expect(try await harness.status().latestDigestDeliveryTime != nil)
    }

    @Test func stoppingDeliversALastDigest() async throws {
        let harness = try await started()
        try await harness.happen("During")
        try await harness.call(CloudTrailOperations.stopLogging, StopLoggingRequest(name: "main"))
        for _ in 0..<3 { try await harness.pass(.minutes(5)) }
        let digests = try await validate(harness)
        #expect(digests.count == 1 && digests[0]["logFiles"]?.array?.count == 1)
        try await harness.pass(.hours(3))
        #expect(harness.digests().count == 1)
        try await harness.call(CloudTrailOperations.startLogging, StartLoggingRequest(name: "main"))
        try await harness.pass(.hours(1))
        let key = try #require(harness.digests().last)
        #expect(harness.digests().count == 2)
        #expect(try harness.content(key)["previousDigestSignature"] == .null)
    }

    @Test func aDigestThatFailsIsDeliveredLater() async throws {
        let harness = try await started()
        try await harness.pass(.minutes(5))
        harness.calls.fail("PutObject", with: AWSError(code: "NoSuchBucket", "", status: 404))
        try await harness.pass(.hours(1))
        #expect(harness.digests().isEmpty)
        #expect(try await harness.status().latestDigestDeliveryError == "NoSuchBucket")
        harness.calls.fail("PutObject", with: nil)
        for _ in 0..<3 { try await harness.pass(.minutes(5)) }
        #expect(try await validate(harness).count == 1)
        #expect(try await harness.status().latestDigestDeliveryError == nil)
    }

    @Test func aDigestThatWasCutOffIsTheSameAgain() async throws {
        let harness = try await started()
        try await harness.pass(.minutes(5))
        try await harness.pass(.minutes(5))
        harness.calls.cutOffAfterNextPut()
        try await harness.pass(.minutes(50))
        #expect(harness.digests().count == 1)
        let first = harness.calls.objects(in: "logs")[harness.digests()[0]]
        for _ in 0..<2 { try await harness.pass(.minutes(5)) }
        #expect(harness.digests().count == 1)
        #expect(harness.calls.objects(in: "logs")[harness.digests()[0]] == first)
        _ = try await validate(harness)
    }

    @Test func keysAreListedByTheTimeThatTheySign() async throws {
        let harness = try await started()
        let start = harness.time.now()
        try await harness.pass(.hours(1))
        func keys(_ from: Timestamp, _ to: Timestamp) async throws -> [CloudTrailModel.PublicKey] {
            try await harness.call(
                CloudTrailOperations.listPublicKeys, ListPublicKeysRequest(startTime: from, endTime: to)
            ).publicKeyList ?? []
        }
        let now = try await keys(start, harness.time.now())
        #expect(now.count == 1 && now[0].value?.first == 0x30 && now[0].fingerprint?.count == 32)
        for _ in 0..<31 { try await harness.pass(.days(1)) }
        #expect(try await keys(start, harness.time.now()).count == 2)
        #expect(
            try await harness.refusal(
                CloudTrailOperations.listPublicKeys,
                ListPublicKeysRequest(startTime: start, endTime: start - .seconds(1))) == "InvalidTimeRangeException")
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
