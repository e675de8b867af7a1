import Essentials
import IAMModel
import PolicyEngine
import ServiceKit
import Testing

@testable import Identity

struct PrincipalSimulationTests {
    private func simulate(
        _ harness: IAMHarness, _ source: String, _ action: String,
        change: (inout SimulatePrincipalPolicyRequest) -> Void = { _ in }
    ) async throws -> EvaluationResult {
        var input = SimulatePrincipalPolicyRequest(
            policySourceArn: "arn:aws:iam::123456789012:\(source)", actionNames: [action])
        change(&input)
        let answer = try await harness.call(IAMOperations.simulatePrincipalPolicy, input)
        return try answer.evaluationResults.orThrow().first.orThrow()
    }

    @Test func policiesOfAUserAreThoseOfItsGroupsToo() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("ada", path: "/team/")
        try await harness.makeGroup("readers", of: "ada")
        try await harness.put(Document.allow("kms:List*"), on: "ada")
        try await harness.call(
            IAMOperations.putGroupPolicy,
            PutGroupPolicyRequest(
                groupName: "readers", policyName: "describe", policyDocument: Document.allow("kms:Describe*")))
        try await harness.attach(try await harness.makePolicy("encrypt", Document.allow("kms:Encrypt")), to: "ada")
        try await harness.attach(Administrator.policyARN, to: "ada")
        func sources(_ action: String) async throws -> [String] {
            let result = try await simulate(harness, "user/team/ada", action)
            return try result.matchedStatements.orThrow().map {
                "\($0.sourcePolicyId ?? "") \($0.sourcePolicyType?.rawValue ?? "")"
            }.filter { !$0.hasPrefix("AdministratorAccess") }
        }
        #expect(try await sources("kms:ListKeys") == ["user_ada_own user"])
        #expect(try await sources("kms:DescribeKey") == ["group_readers_describe group"])
        #expect(try await sources("kms:Encrypt") == ["encrypt user-managed"])
        let other = try await simulate(harness, "user/team/ada", "s3:GetObject")
        #expect(other.matchedStatements?.map(\.sourcePolicyType) == [.awsManaged])
        let group = try await simulate(harness, "group/readers", "kms:ListKeys")
        #expect(group.evalDecision == .implicitDeny)
        let nobody = try await harness.refusal(
            IAMOperations.simulatePrincipalPolicy,
            SimulatePrincipalPolicyRequest(
                policySourceArn: "arn:aws:iam::123456789012:user/ada", actionNames: ["s3:GetObject"]))
        #expect(nobody == .noSuchEntity("The user with name ada cannot be found."))
    }

    @Test func principalIsKnownToConditions() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("ada", tags: [Tag(key: "Team", value: "red")])
        let condition = #"{"StringEquals":{"aws:PrincipalTag/team":"red","aws:username":"ada"}}"#
        try await harness.put(Document.allow("kms:*", if: condition), on: "ada")
        #expect(try await simulate(harness, "user/ada", "kms:ListKeys").evalDecision == .allowed)
        try await harness.makeUser("bob")
        let asBob = try await simulate(harness, "user/ada", "kms:ListKeys") {
            $0.callerArn = "arn:aws:iam::123456789012:user/bob"
        }
        #expect(asBob.evalDecision == .implicitDeny)
        #expect(asBob.missingContextValues == ["aws:PrincipalTag/team"])
    }

    @Test func boundaryOfTheRequestTakesThePlaceOfTheRolesOwn() async throws {
        let harness = try await IAMHarness()
        try await harness.makeRole("deployer")
        let boundary = try await harness.makePolicy("limit", Document.allow("s3:*"))
        try await harness.call(
            IAMOperations.putRolePermissionsBoundary,
            PutRolePermissionsBoundaryRequest(roleName: "deployer", permissionsBoundary: boundary))
        try await harness.call(
            IAMOperations.putRolePolicy,
            PutRolePolicyRequest(roleName: "deployer", policyName: "all", policyDocument: Document.allow("*")))
        let own = try await simulate(harness, "role/deployer", "kms:Encrypt")
        #expect(own.evalDecision == .implicitDeny)
        #expect(own.permissionsBoundaryDecisionDetail?.allowedByPermissionsBoundary == false)
        let passed = try await simulate(harness, "role/deployer", "kms:Encrypt") {
            $0.permissionsBoundaryPolicyInputList = [Document.allow("kms:*")]
        }
        #expect(passed.evalDecision == .allowed)
        #expect(passed.matchedStatements?.map(\.sourcePolicyId) == ["role_deployer_all"])
    }

    @Test func serviceControlPoliciesCountAndAreNotShown() async throws {
        let policy = try Policy(
            parsing: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                    {"Effect":"Deny","Action":"kms:*","Resource":"*","Condition":{"Null":{"a:secret":"true"}}}]}
                """, as: .serviceControl)
        let source = PolicySource(kind: .serviceControl, name: "p-1", attachedTo: "r-1")
        let harness = try await IAMHarness(guardrails: Above(level: [AttachedPolicy(policy, from: source)]))
        try await harness.makeUser("ada")
        try await harness.put(Document.allow("*"), on: "ada")
        let denied = try await simulate(harness, "user/ada", "kms:Encrypt")
        #expect(denied.evalDecision == .explicitDeny)
        #expect(denied.organizationsDecisionDetail?.allowedByOrganizations == false)
        #expect(denied.missingContextValues == [])
        #expect(denied.matchedStatements?.allSatisfy { $0.sourcePolicyId == "user_ada_own" } == true)
        let allowed = try await simulate(harness, "user/ada", "s3:GetObject")
        #expect(allowed.evalDecision == .allowed)
        #expect(allowed.organizationsDecisionDetail?.allowedByOrganizations == true)
    }

    private struct Above: GuardrailProvider {
        let level: [PolicyEngine.AttachedPolicy]
        func guardrails(for caller: Caller, asking check: AccessCheck) async throws -> Guardrails {
            Guardrails(serviceControl: [level])
        }
    }

    @Test func onlyThoseWhoMaySeePoliciesSimulateThem() async throws {
        let harness = try await IAMHarness()
        let own = "arn:aws:iam::123456789012:user/bob"
        let bob = try await harness.makeCaller("bob", Document.allow("iam:*", on: own))
        func refusal(_ arn: String) async throws -> String? {
            let input = SimulatePrincipalPolicyRequest(policySourceArn: arn, actionNames: ["s3:GetObject"])
            return try await harness.refusal(IAMOperations.simulatePrincipalPolicy, input, as: bob)?.code
        }
        #expect(try await refusal(own) == nil)
        #expect(try await refusal("arn:aws:iam::123456789012:user/administrator") == "AccessDenied")
        #expect(try await refusal("arn:aws:iam::210987654321:user/bob") == "AccessDenied")
        #expect(try await refusal("arn:aws:sts::123456789012:assumed-role/a/b") == "InvalidInput")
    }

    @Test func contextKeysAreThoseOfAllPolicies() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("ada")
        try await harness.put(Document.allow("s3:*", on: "arn:aws:s3:::${aws:username}"), on: "ada")
        let added = Document.allow("s3:*", if: #"{"Bool":{"aws:SecureTransport":"true"}}"#)
        let answer = try await harness.call(
            IAMOperations.getContextKeysForPrincipalPolicy,
            GetContextKeysForPrincipalPolicyRequest(
                policySourceArn: "arn:aws:iam::123456789012:user/ada", policyInputList: [added]))
        #expect(answer.contextKeyNames == ["aws:username", "aws:SecureTransport"])
        let custom = try await harness.call(
            IAMOperations.getContextKeysForCustomPolicy, GetContextKeysForCustomPolicyRequest(policyInputList: [added]))
        #expect(custom.contextKeyNames == ["aws:SecureTransport"])
        let refusal = try await harness.refusal(
            IAMOperations.getContextKeysForCustomPolicy, GetContextKeysForCustomPolicyRequest(policyInputList: ["{"]))
        #expect(refusal?.code == "InvalidInput")
    }
}
