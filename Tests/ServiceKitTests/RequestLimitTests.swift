import AWSProtocols
import Essentials
import Testing

@testable import ServiceKit

/// Source: AWS KMS developer guide, "Throttling AWS KMS requests".
@Suite struct RequestLimitTests {
    private static let start = Timestamp(seconds: 1_700_000_000)

    private func limiter(_ limits: String...) -> RequestLimiter {
        RequestLimiter(limits.compactMap { RequestLimit($0) })
    }

    @Test func asManyAreAdmittedAsTheRateSaysAndThenOneByOne() {
        let limiter = limiter("kms.Sign=10")
        func admits(_ milliseconds: Int64) -> Bool {
            limiter.admits(
                "kms.Sign", of: .standard, in: .standard, at: Self.start + .milliseconds(milliseconds))
        }
        #expect((1...11).map { _ in admits(0) } == Array(repeating: true, count: 10) + [false])
        #expect(!admits(99))
        #expect(admits(100))
        #expect(!admits(101))
        // A long rest brings one second's worth, and a clock that is set back brings none.
        #expect((1...11).filter { _ in admits(3_600_000) }.count == 10)
        #expect(!admits(0))
    }

    @Test func eachAccountRegionAndQuotaIsCountedByItself() throws {
        let limiter = limiter("kms.Sign=1", "kms.Verify=1")
        let other = try #require(AccountID("999999999999"))
        let elsewhere = try #require(Region("eu-west-1"))
        for (quota, account, region) in [
            ("kms.Sign", AccountID.standard, Region.standard), ("kms.Verify", .standard, .standard),
            ("kms.Sign", other, .standard), ("kms.Sign", .standard, elsewhere),
        ] {
            #expect(limiter.admits(quota, of: account, in: region, at: Self.start))
            #expect(!limiter.admits(quota, of: account, in: region, at: Self.start))
        }
        #expect((1...100).allSatisfy { _ in limiter.admits("kms.Encrypt", of: other, in: elsewhere, at: Self.start) })
    }

    @Test(arguments: ["", "kms.Sign", "kms.Sign=", "kms.Sign=0", "kms.Sign=-1", "Sign=1", "kms.=1", "kms.Sign=1=2"])
    func whatIsNoLimitIsRefused(text: String) {
        #expect(RequestLimit(text) == nil)
    }

    @Test func limitThatNothingWouldMeetIsAnError() throws {
        let services: [any Service] = [NoteService()]
        #expect(throws: UnknownQuota(name: "kms.Nonsense")) {
            try RequestLimiter.make([try #require(RequestLimit("kms.Nonsense=1"))], for: services)
        }
        #expect(try RequestLimiter.make([], for: services) == nil)
        #expect(try RequestLimiter.make([try #require(RequestLimit("kms.EnableKey=1"))], for: services) != nil)
        #expect(try RequestLimiter.make([try #require(RequestLimit("kms.notes=1"))], for: services) != nil)
    }

    @Test(arguments: ["kms.EnableKey=1", "kms.notes=1"])
    func callBeyondTheLimitIsRefusedInAWSWordsAndRecorded(limit: String) async throws {
        let fixture = try PipelineFixture(limits: [try #require(RequestLimit(limit))])
        #expect(try await fixture.call("EnableKey", #"{"KeyId":"k"}"#).0 == 200)
        let (status, answer) = try await fixture.call("EnableKey", #"{"KeyId":"late"}"#)
        #expect(status == 400)
        #expect(answer["__type"] == "ThrottlingException")
        let text = "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."
        #expect((answer["message"] ?? answer["Message"]) == .string(text))
        #expect(try fixture.note() == "k")
        #expect(try fixture.auditRecords().last?["errorCode"] == "ThrottlingException")
        #expect(try await fixture.call("DescribeKey", #"{"KeyId":"k"}"#).0 == 200)
    }
}
