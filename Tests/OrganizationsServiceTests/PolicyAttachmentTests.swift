import AWSProtocols
import Essentials
import OrganizationsModel
import Testing

@testable import OrganizationsService

@Suite struct PolicyAttachmentTests {
    @Test func fullAccessHangsOnEverythingFromTheStart() async throws {
        let harness = try await PolicyHarness()
        let unit = try await harness.unit("new")
        for target in [harness.root, unit, harness.member.description, "123456789012"] {
            #expect(try await harness.policies(on: target) == ["p-FullAWSAccess"])
        }
        let targets = try await harness.organizations.call(
            OrganizationsOperations.listTargetsForPolicy, ListTargetsForPolicyRequest(policyId: "p-FullAWSAccess"))
        #expect(
            Set(targets.targets?.compactMap(\.targetId) ?? [])
                == [harness.root, unit, harness.member.description, "123456789012"])
        #expect(Set(targets.targets?.compactMap(\.type) ?? []) == [.root, .organizationalUnit, .account])
    }

    @Test func oneServiceControlPolicyMustStay() async throws {
        let harness = try await PolicyHarness()
        let input = DetachPolicyRequest(policyId: "p-FullAWSAccess", targetId: harness.root)
        #expect(
            try await harness.refusal(OrganizationsOperations.detachPolicy, input)
                == Refusal(.constraintViolationException, "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"))
        let id = try await harness.create("list", Documents.allow("kms:*"))
        try await harness.attach(id, to: harness.root)
        try await harness.organizations.call(OrganizationsOperations.detachPolicy, input)
        #expect(try await harness.policies(on: harness.root) == [id])
    }

    @Test(arguments: [
        (PolicyType.serviceControlPolicy, 9), (.resourceControlPolicy, 4), (.tagPolicy, 10), (.chatbotPolicy, 5),
    ])
    func aTargetHoldsSoManyAndNoMore(_ type: PolicyType, _ room: Int) async throws {
        let harness = try await PolicyHarness()
        if type != .serviceControlPolicy { try await harness.enable(type) }
        for number in 0...room {
            let content =
                switch type {
                case .serviceControlPolicy: Documents.deny("s3:*")
                case .resourceControlPolicy: Documents.denyResource("s3:*")
                case .chatbotPolicy: #"{"chatbot":{}}"#
                default: #"{"tags":{}}"#
                }
            let id = try await harness.create("p\(number)", content, type)
            let refusal = try await harness.refusal(
                OrganizationsOperations.attachPolicy, AttachPolicyRequest(policyId: id, targetId: harness.root))
            let limit = Refusal(.constraintViolationException, "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED")
            #expect(refusal == (number < room ? nil : limit))
        }
    }

    @Test func whatCannotBeAttachedOrDetachedIsToldApart() async throws {
        let harness = try await PolicyHarness()
        let id = try await harness.create("one", Documents.deny("s3:*"))
        let tags = try await harness.create("tags", #"{"tags":{}}"#, .tagPolicy)
        let attach = OrganizationsOperations.attachPolicy
        func attached(_ policy: String, _ target: String) async throws -> Refusal? {
            try await harness.refusal(attach, AttachPolicyRequest(policyId: policy, targetId: target))
        }
        func detached(_ policy: String, _ target: String) async throws -> Refusal? {
            try await harness.refusal(
                OrganizationsOperations.detachPolicy, DetachPolicyRequest(policyId: policy, targetId: target))
        }
        #expect(try await attached("p-unknown123", harness.root) == Refusal(.policyNotFoundException))
        #expect(try await attached(id, "333333333333") == Refusal(.targetNotFoundException))
        #expect(try await attached(tags, harness.root) == Refusal(.policyTypeNotEnabledException))
        #expect(try await detached(id, harness.root) == Refusal(.policyNotAttachedException))
        #expect(try await attached(id, harness.root) == nil)
        #expect(try await attached(id, harness.root) == Refusal(.duplicatePolicyAttachmentException))
    }

    @Test func resourceControlPoliciesComeWithFullAccessThatStays() async throws {
        let harness = try await PolicyHarness()
        try await harness.enable(.resourceControlPolicy)
        let unit = try await harness.unit("later")
        for target in [harness.root, unit, harness.member.description] {
            #expect(try await harness.policies(on: target, .resourceControlPolicy) == ["p-RCPFullAWSAccess"])
        }
        #expect(
            try await harness.refusal(
                OrganizationsOperations.detachPolicy,
                DetachPolicyRequest(policyId: "p-RCPFullAWSAccess", targetId: unit))
                == Refusal(.invalidInputException, "NON_DETACHABLE_POLICY"))
    }

    @Test func disablingATypeDetachesItsPoliciesAndEnablingStartsAnew() async throws {
        let harness = try await PolicyHarness()
        let id = try await harness.create("one", Documents.deny("s3:*"))
        try await harness.attach(id, to: harness.root)
        try await harness.disable(.serviceControlPolicy)
        #expect(try await harness.policies(on: harness.root) == [])
        let input = DisablePolicyTypeRequest(rootId: harness.root, policyType: .serviceControlPolicy)
        #expect(
            try await harness.refusal(OrganizationsOperations.disablePolicyType, input)
                == Refusal(.policyTypeNotEnabledException))
        try await harness.enable(.serviceControlPolicy)
        #expect(try await harness.policies(on: harness.root) == ["p-FullAWSAccess"])
        #expect(try await harness.policies(on: harness.member.description) == ["p-FullAWSAccess"])
        #expect(
            try await harness.refusal(
                OrganizationsOperations.enablePolicyType,
                EnablePolicyTypeRequest(rootId: harness.root, policyType: .serviceControlPolicy))
                == Refusal(.policyTypeAlreadyEnabledException))
        #expect(
            try await harness.refusal(
                OrganizationsOperations.enablePolicyType,
                EnablePolicyTypeRequest(rootId: "r-none", policyType: .tagPolicy)) == Refusal(.rootNotFoundException))
    }

    @Test func consolidatedBillingHasNoPolicies() async throws {
        let harness = try OrganizationsHarness()
        try await harness.call(
            OrganizationsOperations.createOrganization, CreateOrganizationRequest(featureSet: .consolidatedBilling))
        let root = try #require(
            try await harness.call(OrganizationsOperations.listRoots, ListRootsRequest()).roots?.first?.id)
        #expect(
            try await harness.refusal(
                OrganizationsOperations.enablePolicyType,
                EnablePolicyTypeRequest(rootId: root, policyType: .serviceControlPolicy))
                == Refusal(.policyTypeNotAvailableForOrganizationException))
    }
}
