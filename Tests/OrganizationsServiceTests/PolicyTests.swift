import AWSProtocols
import Essentials
import OrganizationsModel
import Testing

@testable import OrganizationsService

@Suite struct PolicyTests {
    @Test func aPolicyComesBackAsItWasSent() async throws {
        let harness = try await PolicyHarness()
        let content = "  " + Documents.deny("s3:*") + "\n"
        let id = try await harness.create("no-s3", content)
        let described = try await harness.organizations.call(
            OrganizationsOperations.describePolicy, DescribePolicyRequest(policyId: id)
        ).policy
        #expect(described?.content == content)
        #expect(described?.policySummary?.awsManaged == false)
        let organization = harness.organization
        #expect(
            described?.policySummary?.arn
                == "arn:aws:organizations::123456789012:policy/\(organization.id)/service_control_policy/\(id)")
    }

    @Test func namesAreUnique() async throws {
        let harness = try await PolicyHarness()
        try await harness.create("one", Documents.deny("s3:*"))
        for name in ["one", "FullAWSAccess"] {
            let refusal = try await harness.refusal(
                OrganizationsOperations.createPolicy,
                CreatePolicyRequest(
                    content: #"{"tags":{}}"#, description: "", name: name, type: .tagPolicy))
            #expect(refusal == Refusal(.duplicatePolicyException))
        }
    }

    @Test(arguments: [
        (PolicyType.serviceControlPolicy, "{", Refusal(.malformedPolicyDocumentException)),
        (
            .serviceControlPolicy, #"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}"#,
            Refusal(.malformedPolicyDocumentException)
        ),
        (.resourceControlPolicy, Documents.deny("s3:*"), Refusal(.malformedPolicyDocumentException)),
        (.resourceControlPolicy, Documents.denyResource("*"), Refusal(.malformedPolicyDocumentException)),
        (
            .resourceControlPolicy, OrganizationPolicy.rcpFullAWSAccess.content,
            Refusal(.malformedPolicyDocumentException)
        ),
        (.tagPolicy, #"{"tags":{"a":1}}"#, Refusal(.malformedPolicyDocumentException)),
        (.backupPolicy, Documents.deny("s3:*"), Refusal(.malformedPolicyDocumentException)),
        (
            .aiservicesOptOutPolicy, #"{"services":{}}"# + String(repeating: " ", count: 2500),
            Refusal(.constraintViolationException, "POLICY_CONTENT_LIMIT_EXCEEDED")
        ),
        (
            .resourceControlPolicy, Documents.denyResource("s3:*") + String(repeating: " ", count: 5120),
            Refusal(.constraintViolationException, "POLICY_CONTENT_LIMIT_EXCEEDED")
        ),
    ])
    func documentsThatDoNotFitTheirTypeAreRefused(
        _ type: PolicyType, _ content: String, _ expected: Refusal
    ) async throws {
        let harness = try await PolicyHarness()
        let refusal = try await harness.refusal(
            OrganizationsOperations.createPolicy,
            CreatePolicyRequest(content: content, description: "", name: "p", type: type))
        #expect(refusal == expected)
    }

    /// Source: Organizations user guide, "SCP syntax", "Elements summary".
    @Test(arguments: [
        #"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalArn":"x"}}}"#,
        #"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#,
        #"{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::secret"}"#,
        #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::open"}"#,
        #"{"Effect":"Deny","NotAction":"iam:*","NotResource":"arn:aws:s3:::open","Condition":{"Null":{"a:b":"true"}}}"#,
        #"{"Effect":"Deny","Action":"s3:*Object","Resource":"*"}"#,
    ])
    func serviceControlPoliciesHaveTheWholeLanguage(_ statement: String) async throws {
        let harness = try await PolicyHarness()
        try await harness.create("p", #"{"Version":"2012-10-17","Statement":[\#(statement)]}"#)
    }

    @Test func sizeIsOfCharactersNotBytes() async throws {
        let harness = try await PolicyHarness()
        let padding = String(repeating: "監", count: 10_240 - 45)
        let content = #"{"tags":{"a":{"tag_value":{"@@assign":[""#
        try await harness.create("full", Documents.deny("s3:*") + String(repeating: " ", count: 10_000))
        let refusal = try await harness.refusal(
            OrganizationsOperations.createPolicy,
            CreatePolicyRequest(content: content + padding, description: "", name: "p", type: .serviceControlPolicy))
        #expect(refusal == Refusal(.malformedPolicyDocumentException))
    }

    @Test func aPolicyInUseCannotBeDeleted() async throws {
        let harness = try await PolicyHarness()
        let id = try await harness.create("one", Documents.deny("s3:*"))
        try await harness.attach(id, to: harness.root)
        let input = DeletePolicyRequest(policyId: id)
        #expect(
            try await harness.refusal(OrganizationsOperations.deletePolicy, input) == Refusal(.policyInUseException))
        try await harness.detach(id, from: harness.root)
        try await harness.organizations.call(OrganizationsOperations.deletePolicy, input)
        #expect(
            try await harness.refusal(OrganizationsOperations.deletePolicy, input)
                == Refusal(.policyNotFoundException))
    }

    @Test func whatAWSManagesCannotBeChanged() async throws {
        let harness = try await PolicyHarness()
        let immutable = Refusal(.invalidInputException, "IMMUTABLE_POLICY")
        #expect(
            try await harness.refusal(
                OrganizationsOperations.updatePolicy, UpdatePolicyRequest(policyId: "p-FullAWSAccess", name: "x"))
                == immutable)
        #expect(
            try await harness.refusal(
                OrganizationsOperations.deletePolicy, DeletePolicyRequest(policyId: "p-RCPFullAWSAccess")) == immutable)
    }

    @Test func listsComePageByPage() async throws {
        let harness = try await PolicyHarness()
        let made = try await [
            harness.create("a", Documents.deny("s3:*")), harness.create("b", Documents.deny("ec2:*")),
            harness.create("c", Documents.deny("iam:*")),
        ]
        try await harness.create("t", #"{"tags":{}}"#, .tagPolicy)
        for size in [1, 2, 20] {
            var found: [String] = []
            var token: String?
            repeat {
                let page = try await harness.organizations.call(
                    OrganizationsOperations.listPolicies,
                    ListPoliciesRequest(filter: .serviceControlPolicy, nextToken: token, maxResults: size))
                #expect((page.policies?.count ?? 0) <= size)
                found += page.policies?.compactMap(\.id) ?? []
                token = page.nextToken
            } while token != nil
            #expect(found == ["p-FullAWSAccess"] + made.sorted())
        }
        #expect(
            try await harness.refusal(
                OrganizationsOperations.listPolicies,
                ListPoliciesRequest(filter: .serviceControlPolicy, nextToken: "made up"))
                == Refusal(.invalidInputException, "INVALID_NEXT_TOKEN"))
    }

    @Test func policiesOfATargetComePageByPage() async throws {
        let harness = try await PolicyHarness()
        let first = try await harness.create("a", Documents.deny("s3:*"))
        try await harness.attach(first, to: harness.root)
        let inOrder = ["p-FullAWSAccess", first].sorted()
        let page = try await harness.organizations.call(
            OrganizationsOperations.listPoliciesForTarget,
            ListPoliciesForTargetRequest(targetId: harness.root, filter: .serviceControlPolicy, maxResults: 1))
        #expect(page.policies?.map(\.id) == [inOrder[0]])
        let rest = try await harness.organizations.call(
            OrganizationsOperations.listPoliciesForTarget,
            ListPoliciesForTargetRequest(
                targetId: harness.root, filter: .serviceControlPolicy, nextToken: page.nextToken, maxResults: 1))
        #expect(rest.policies?.map(\.id) == [inOrder[1]])
        #expect(rest.nextToken == nil)
    }

    /// The members of an organization that nobody has made administrators leave policies alone.
    @Test func membersCannotMakePolicies() async throws {
        let harness = try await PolicyHarness()
        let refusal = try await harness.refusal(
            OrganizationsOperations.createPolicy,
            CreatePolicyRequest(
                content: Documents.deny("s3:*"), description: "", name: "p", type: .serviceControlPolicy),
            as: harness.member)
        #expect(refusal == Refusal(.accessDeniedException))
    }
}
