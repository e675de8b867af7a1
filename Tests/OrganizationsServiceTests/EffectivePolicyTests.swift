import AWSProtocols
import Essentials
import OrganizationsModel
import Testing

@testable import OrganizationsService

@Suite struct EffectivePolicyTests {
    private func effective(_ harness: PolicyHarness, _ account: AccountID? = nil) async throws -> String? {
        try await harness.organizations.call(
            OrganizationsOperations.describeEffectivePolicy,
            DescribeEffectivePolicyRequest(policyType: .tagPolicy, targetId: account?.description)
        ).effectivePolicy?.policyContent
    }

    private static func values(_ operation: String, _ value: String) -> String {
        #"{"tags":{"team":{"tag_value":{"\#(operation)":["\#(value)"]}}}}"#
    }

    @Test func policiesMergeDownTheTreeAndChangesShowAtOnce() async throws {
        let harness = try await PolicyHarness()
        let describe = DescribeEffectivePolicyRequest(policyType: .tagPolicy)
        let missing = Refusal(.effectivePolicyNotFoundException)
        #expect(try await harness.refusal(OrganizationsOperations.describeEffectivePolicy, describe) == missing)
        try await harness.enable(.tagPolicy)
        #expect(try await harness.refusal(OrganizationsOperations.describeEffectivePolicy, describe) == missing)
        let top = try await harness.create("top", Self.values("@@assign", "red"), .tagPolicy)
        try await harness.attach(top, to: harness.root)
        #expect(try await effective(harness) == #"{"tags":{"team":{"tag_value":["red"]}}}"#)
        let own = try await harness.create("own", Self.values("@@append", "blue"), .tagPolicy)
        try await harness.attach(own, to: harness.member.description)
        #expect(try await effective(harness, harness.member) == #"{"tags":{"team":{"tag_value":["red","blue"]}}}"#)
        try await harness.organizations.call(
            OrganizationsOperations.updatePolicy,
            UpdatePolicyRequest(policyId: top, content: Self.values("@@assign", "green")))
        #expect(try await effective(harness, harness.member) == #"{"tags":{"team":{"tag_value":["green","blue"]}}}"#)
        let unit = try await harness.unit("u")
        let below = try await harness.create("below", Self.values("@@assign", "black"), .tagPolicy)
        try await harness.attach(below, to: unit)
        try await harness.move(harness.member, below: unit)
        #expect(try await effective(harness, harness.member) == #"{"tags":{"team":{"tag_value":["black","blue"]}}}"#)
    }

    @Test func aMemberMayAskAboutItselfAlone() async throws {
        let harness = try await PolicyHarness()
        try await harness.enable(.tagPolicy)
        let top = try await harness.create("top", Self.values("@@assign", "red"), .tagPolicy)
        try await harness.attach(top, to: harness.root)
        let own = DescribeEffectivePolicyRequest(policyType: .tagPolicy)
        let answer = try await harness.organizations.call(
            OrganizationsOperations.describeEffectivePolicy, own, as: harness.member)
        #expect(answer.effectivePolicy?.targetId == harness.member.description)
        let others = DescribeEffectivePolicyRequest(policyType: .tagPolicy, targetId: "123456789012")
        #expect(
            try await harness.refusal(OrganizationsOperations.describeEffectivePolicy, others, as: harness.member)
                == Refusal(.accessDeniedException))
        let root = DescribeEffectivePolicyRequest(policyType: .tagPolicy, targetId: harness.root)
        #expect(
            try await harness.refusal(OrganizationsOperations.describeEffectivePolicy, root)
                == Refusal(.invalidInputException, "TARGET_NOT_SUPPORTED"))
    }

    @Test func whatIsWrongWithAMergedPolicyIsListed() async throws {
        let harness = try await PolicyHarness()
        try await harness.enable(.securityhubPolicy)
        let half = #"{"securityhub":{"enable_in_regions":{"@@assign":["eu-central-1"]}}}"#
        let policy = try await harness.create("half", half, .securityhubPolicy)
        try await harness.attach(policy, to: harness.member.description)
        let accounts = try await harness.organizations.call(
            OrganizationsOperations.listAccountsWithInvalidEffectivePolicy,
            ListAccountsWithInvalidEffectivePolicyRequest(policyType: .securityhubPolicy))
        #expect(accounts.accounts?.map(\.id) == [harness.member.description])
        #expect(accounts.nextToken == nil)
        let errors = try await harness.organizations.call(
            OrganizationsOperations.listEffectivePolicyValidationErrors,
            ListEffectivePolicyValidationErrorsRequest(
                accountId: harness.member.description, policyType: .securityhubPolicy))
        let error = try #require(errors.effectivePolicyValidationErrors?.first)
        #expect(error.errorCode == "KEY_REQUIRED")
        #expect(error.pathToError == "securityhub/disable_in_regions")
        #expect(error.contributingPolicies == [policy])
        #expect(errors.path == "\(harness.organization.id)/\(harness.root)/\(harness.member)/")
        try await harness.organizations.call(
            OrganizationsOperations.updatePolicy,
            UpdatePolicyRequest(
                policyId: policy,
                content: #"{"securityhub":{"enable_in_regions":{"@@assign":[]},"disable_in_regions":{"@@assign":[]}}}"#)
        )
        let mended = try await harness.organizations.call(
            OrganizationsOperations.listAccountsWithInvalidEffectivePolicy,
            ListAccountsWithInvalidEffectivePolicyRequest(policyType: .securityhubPolicy))
        #expect(mended.accounts?.isEmpty == true)
    }
}
