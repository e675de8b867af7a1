import AWSProtocols
import Essentials
import IAMModel
import Testing

@testable import Identity
@testable import ServiceKit

struct CredentialReportTests {
    private func generate(_ harness: IAMHarness) async throws -> ReportStateType? {
        try await harness.call(IAMOperations.generateCredentialReport, EmptyStructure()).state
    }

    private func rows(_ harness: IAMHarness) async throws -> [[String: String]] {
        let report = try await harness.call(IAMOperations.getCredentialReport, EmptyStructure())
        let lines = String(decoding: try report.content.orThrow(), as: UTF8.self).split(separator: "\n")
        let table = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        return table.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(table[0], $0)) }
    }

    @Test func reportMustBeMadeFirstAndIsGoodForFourHours() async throws {
        let harness = try await IAMHarness()
        let get = IAMOperations.getCredentialReport
        #expect(try await harness.refusal(get, EmptyStructure())?.code == "ReportNotPresent")
        #expect(try await generate(harness) == .started)
        #expect(try await generate(harness) == .complete)
        #expect(try await harness.refusal(get, EmptyStructure()) == nil)
        harness.time.advance(by: CredentialReportRecord.lifetime)
        #expect(try await harness.refusal(get, EmptyStructure())?.code == "ReportExpired")
        #expect(try await generate(harness) == .started)
    }

    @Test func rowTellsOfPasswordAndKeys() async throws {
        let harness = try await IAMHarness()
        try await harness.call(
            IAMOperations.updateAccountPasswordPolicy, UpdateAccountPasswordPolicyRequest(maxPasswordAge: 10))
        try await harness.makeUser("bob")
        try await harness.call(
            IAMOperations.createLoginProfile, CreateLoginProfileRequest(userName: "bob", password: "Correct-horse-1"))
        let key = try await harness.makeKey(of: "bob")
        try await harness.call(
            IAMOperations.updateAccessKey,
            UpdateAccessKeyRequest(accessKeyId: key.accessKeyId, status: .inactive, userName: "bob"))
        #expect(try await generate(harness) == .started)
        let bob = try #require(try await rows(harness).first { $0["user"] == "bob" })
        #expect(bob["arn"] == "arn:aws:iam::123456789012:user/bob")
        #expect(bob["user_creation_time"] == "2023-11-14T22:13:20+00:00")
        #expect(bob["password_enabled"] == "true" && bob["password_last_used"] == "no_information")
        #expect(bob["password_next_rotation"] == "2023-11-24T22:13:20+00:00")
        #expect(bob["access_key_1_active"] == "false")
        #expect(bob["access_key_1_last_rotated"] == "2023-11-14T22:13:20+00:00")
        #expect(bob["access_key_1_last_used_date"] == "N/A" && bob["access_key_2_last_rotated"] == "N/A")
        #expect(bob.count == 23)
    }

    @Test func rootUserComesFirst() async throws {
        let harness = try await IAMHarness()
        #expect(try await generate(harness) == .started)
        let rows = try await rows(harness)
        #expect(rows.map { $0["user"] } == ["<root_account>", "administrator"])
        #expect(rows[0]["arn"] == "arn:aws:iam::123456789012:root")
        #expect(rows[0]["password_next_rotation"] == "not_supported")
    }
}
