import AWSProtocols
import CloudTrailModel
import Essentials
import ServiceKit
import Testing

@testable import CloudTrailService

/// One organization: the standard account manages it, one member administers CloudTrail, one does not.
struct FakeOrganization: OrganizationDirectory {
    static let administrator = AccountID("111111111111") ?? .standard
    static let member = AccountID("222222222222") ?? .standard
    var isTrusted = true

    func controlsAccounts(_ account: AccountID) throws -> Bool { false }
    func part(at path: String) throws -> OrganizationPart? { nil }
    func trusts(_ service: String, in organizationID: String) throws -> Bool { isTrusted }

    func membership(of account: AccountID) throws -> OrganizationMembership? {
        guard [.standard, Self.administrator, Self.member].contains(account) else { return nil }
        return OrganizationMembership(
            organizationID: "o-example", managementAccount: .standard, hasAllFeatures: true,
            delegatedServices: account == Self.administrator ? ["cloudtrail.amazonaws.com"] : [])
    }
}

@Suite struct OrganizationTrailTests {
    private let request = CreateTrailRequest(
        name: "all", s3BucketName: "logs", isMultiRegionTrail: true, isOrganizationTrail: true)
    private let arn = "arn:aws:cloudtrail:us-east-1:123456789012:trail/all"

    @Test func everyMemberIsLoggedUnderTheOrganization() async throws {
        let harness = try await TrailHarness(organizations: FakeOrganization())
        try await harness.startTrail(request)
        try await harness.happen("Of the member", FakeOrganization.member)
        try await harness.happen("Of nobody", AccountID("333333333333") ?? .standard)
        try await harness.pass(.minutes(5))
        #expect(
            harness.logFiles().map { $0.prefix(31) } == [
                "AWSLogs/o-example/123456789012/", "AWSLogs/o-example/222222222222/",
            ])
        #expect(try harness.events().contains("Of the member") && !harness.events().contains("Of nobody"))
        let status = try await harness.status(arn, as: FakeOrganization.member)
        #expect(status.latestDeliveryTime != nil)
    }

    @Test func membersSeeTheTrailAndCannotChangeIt() async throws {
        let harness = try await TrailHarness(organizations: FakeOrganization())
        try await harness.startTrail(request)
        let seen = try await harness.call(
            CloudTrailOperations.describeTrails, DescribeTrailsRequest(), as: FakeOrganization.member)
        #expect(seen.trailList?.map(\.trailARN) == [arn] && seen.trailList?.first?.isOrganizationTrail == true)
        #expect(
            try await harness.refusal(
                CloudTrailOperations.stopLogging, StopLoggingRequest(name: arn), as: FakeOrganization.member)
                == "NotOrganizationMasterAccountException")
        #expect(
            try await harness.refusal(
                CloudTrailOperations.stopLogging, StopLoggingRequest(name: arn), as: FakeOrganization.administrator)
                == nil)
        #expect(
            try await harness.refusal(
                CloudTrailOperations.updateTrail, UpdateTrailRequest(name: arn, isOrganizationTrail: false),
                as: FakeOrganization.administrator) == "NotOrganizationMasterAccountException")
    }

    @Test func administratorsMakeTrailsOfTheManagementAccount() async throws {
        let harness = try await TrailHarness(organizations: FakeOrganization())
        let made = try await harness.call(
            CloudTrailOperations.createTrail, request, as: FakeOrganization.administrator)
        #expect(made.trailARN == arn)
        #expect(
            try await harness.refusal(CloudTrailOperations.createTrail, request, as: FakeOrganization.member)
                == "NotOrganizationMasterAccountException")
        let stranger = try await TrailHarness(organizations: FakeOrganization(isTrusted: false))
        #expect(
            try await stranger.refusal(CloudTrailOperations.createTrail, request)
                == "CloudTrailAccessNotEnabledException")
    }

    @Test func onlyTheManagementAccountDelegates() async throws {
        let harness = try await TrailHarness(organizations: FakeOrganization())
        #expect(
            try await harness.refusal(
                CloudTrailOperations.registerOrganizationDelegatedAdmin,
                RegisterOrganizationDelegatedAdminRequest(memberAccountId: "222222222222"),
                as: FakeOrganization.member) == "NotOrganizationManagementAccountException")
        harness.calls.fail(
            "RegisterDelegatedAdministrator", with: AWSError(code: "AccountAlreadyRegisteredException", ""))
        #expect(
            try await harness.refusal(
                CloudTrailOperations.registerOrganizationDelegatedAdmin,
                RegisterOrganizationDelegatedAdminRequest(memberAccountId: "222222222222"))
                == "AccountRegisteredException")
    }
}
