import Essentials
import FoundationEssentials
import IAMModel
import STSModel
import Testing

@testable import Identity

struct RoleTests {
    @Test func roleIsAnsweredAsItWasMade() async throws {
        let harness = try await IAMHarness()
        let made = try await harness.makeRole("deploy")
        #expect(made.arn == "arn:aws:iam::123456789012:role/deploy")
        #expect(made.roleId.hasPrefix("AROA"))
        #expect(made.maxSessionDuration == 3600)
        #expect(made.assumeRolePolicyDocument?.hasPrefix("%7B%22Version%22%3A%222012-10-17%22%2C") == true)
        var found = try await harness.call(IAMOperations.getRole, GetRoleRequest(roleName: "DEPLOY")).role
        #expect(found.roleLastUsed == RoleLastUsed())
        found.roleLastUsed = nil
        #expect(found == made)
    }

    @Test func trustedPrincipalMustExist() async throws {
        let harness = try await IAMHarness()
        let nobody = "arn:aws:iam::123456789012:user/nobody"
        let refusal = Refusal("MalformedPolicyDocument", #"Invalid principal in policy: "AWS":"\#(nobody)""#)
        let create = CreateRoleRequest(roleName: "deploy", assumeRolePolicyDocument: Document.trust(nobody))
        #expect(try await harness.refusal(IAMOperations.createRole, create) == refusal)
        try await harness.makeRole("deploy")
        let update = UpdateAssumeRolePolicyRequest(roleName: "deploy", policyDocument: Document.trust(nobody))
        #expect(try await harness.refusal(IAMOperations.updateAssumeRolePolicy, update) == refusal)
    }

    @Test func trustFollowsTheUserAndNotTheName() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("kms:ListKeys"))
        try await harness.makeRole("deploy", trusting: bob.arn)
        let input = AssumeRoleRequest(
            roleArn: "arn:aws:iam::123456789012:role/deploy", roleSessionName: "watch")
        func trusted() async throws -> String? {
            let role = try await harness.call(IAMOperations.getRole, GetRoleRequest(roleName: "deploy")).role
            return role.assumeRolePolicyDocument?.removingPercentEncoding
        }
        #expect(try await harness.refusal(STSOperations.assumeRole, input, as: bob) == nil)
        try await harness.call(
            IAMOperations.updateUser, UpdateUserRequest(userName: "bob", newUserName: "robert"))
        var renamed = bob
        (renamed.kind, renamed.arn) = (.user(name: "robert", path: "/"), "arn:aws:iam::123456789012:user/robert")
        #expect(try await harness.refusal(STSOperations.assumeRole, input, as: renamed) == nil)
        #expect(try await trusted()?.contains(renamed.arn) == true)
        let namesake = try await harness.makeCaller("bob", Document.allow("kms:ListKeys"))
        #expect(try await harness.refusal(STSOperations.assumeRole, input, as: namesake)?.code == "AccessDenied")
    }

    @Test func identityPolicyIsNoTrustPolicy() async throws {
        let harness = try await IAMHarness()
        let input = CreateRoleRequest(roleName: "deploy", assumeRolePolicyDocument: Document.allow("kms:*"))
        #expect(try await harness.refusal(IAMOperations.createRole, input)?.code == "MalformedPolicyDocument")
    }

    @Test func trustPolicyHasAQuota() async throws {
        let harness = try await IAMHarness()
        let long = String(repeating: "x", count: 2048)
        let document =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"#
            + #""Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"\#(long)"}}}]}"#
        let input = CreateRoleRequest(roleName: "deploy", assumeRolePolicyDocument: document)
        let refusal = try await harness.refusal(IAMOperations.createRole, input)
        #expect(refusal == .limitExceeded("Cannot exceed quota for ACLSizePerRole: 2048"))
    }

    @Test func updateLeavesWhatItDoesNotName() async throws {
        let harness = try await IAMHarness()
        try await harness.makeRole("deploy")
        try await harness.call(
            IAMOperations.updateRole, UpdateRoleRequest(roleName: "deploy", description: "d"))
        try await harness.call(
            IAMOperations.updateRole, UpdateRoleRequest(roleName: "deploy", maxSessionDuration: 7200))
        let role = try await harness.call(IAMOperations.getRole, GetRoleRequest(roleName: "deploy")).role
        #expect(role.description == "d")
        #expect(role.maxSessionDuration == 7200)
        let answer = try await harness.call(
            IAMOperations.updateRoleDescription,
            UpdateRoleDescriptionRequest(roleName: "deploy", description: "other"))
        #expect(answer.role?.description == "other")
    }

    @Test func roleInUseIsNotDeleted() async throws {
        let harness = try await IAMHarness()
        try await harness.makeRole("deploy")
        try await harness.call(
            IAMOperations.putRolePolicy,
            PutRolePolicyRequest(
                roleName: "deploy", policyName: "p", policyDocument: Document.allow("kms:*")))
        let delete = DeleteRoleRequest(roleName: "deploy")
        let refusal = try await harness.refusal(IAMOperations.deleteRole, delete)
        #expect(refusal == .deleteConflict("Cannot delete entity, must delete policies first."))
        try await harness.call(
            IAMOperations.deleteRolePolicy, DeleteRolePolicyRequest(roleName: "deploy", policyName: "p"))
        #expect(try await harness.refusal(IAMOperations.deleteRole, delete) == nil)
        let missing = Refusal.noSuchEntity("The role with name deploy cannot be found.")
        #expect(try await harness.refusal(IAMOperations.deleteRole, delete) == missing)
    }
}
