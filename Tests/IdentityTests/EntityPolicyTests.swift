import Essentials
import IAMModel
import Testing

@testable import Identity

/// Inline policies, attachments and boundaries.
struct EntityPolicyTests {
    @Test func inlinePolicyIsAnsweredPercentEncodedAndReplaced() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        try await harness.put(Document.allow("kms:Sign"), on: "bob")
        try await harness.put(Document.allow("kms:*"), on: "bob")
        let get = GetUserPolicyRequest(userName: "bob", policyName: "own")
        let answer = try await harness.call(IAMOperations.getUserPolicy, get)
        #expect(answer.policyDocument.contains("%22kms%3A%2A%22"))
        let names = try await harness.call(IAMOperations.listUserPolicies, ListUserPoliciesRequest(userName: "bob"))
        #expect(names.policyNames == ["own"])
        #expect(names.isTruncated == false)
    }

    @Test func absentInlinePolicyIsNotFound() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        try await harness.makeGroup("staff")
        try await harness.makeRole("deploy")
        let user = GetUserPolicyRequest(userName: "bob", policyName: "p")
        let group = DeleteGroupPolicyRequest(groupName: "staff", policyName: "p")
        let role = GetRolePolicyRequest(roleName: "deploy", policyName: "p")
        #expect(
            try await harness.refusal(IAMOperations.getUserPolicy, user)
                == .noSuchEntity("The user policy with name p cannot be found."))
        #expect(
            try await harness.refusal(IAMOperations.deleteGroupPolicy, group)
                == .noSuchEntity("The group policy with name p cannot be found."))
        #expect(
            try await harness.refusal(IAMOperations.getRolePolicy, role)
                == .noSuchEntity("The role policy with name p cannot be found."))
    }

    @Test func inlinePoliciesShareOneQuota() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        func put(_ name: String, _ size: Int) async throws -> Refusal? {
            let input = PutUserPolicyRequest(
                userName: "bob", policyName: name, policyDocument: Document.ofSize(size))
            return try await harness.refusal(IAMOperations.putUserPolicy, input)
        }
        #expect(try await put("a", 1024) == nil)
        #expect(try await put("b", 1024) == nil)
        let over = Refusal.limitExceeded("Maximum policy size of 2048 bytes exceeded for user bob")
        #expect(try await put("b", 1025) == over)
        #expect(try await put("c", 200) == over)
    }

    @Test func attachingTwiceIsNoErrorAndDetachingTwiceIs() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("p")
        try await harness.makeUser("bob")
        try await harness.attach(arn, to: "bob")
        try await harness.attach(arn, to: "bob")
        let list = ListAttachedUserPoliciesRequest(userName: "bob")
        let attached = try await harness.call(IAMOperations.listAttachedUserPolicies, list).attachedPolicies
        #expect(attached == [AttachedPolicy(policyName: "p", policyArn: arn)])
        let detach = DetachUserPolicyRequest(userName: "bob", policyArn: arn)
        try await harness.call(IAMOperations.detachUserPolicy, detach)
        let refusal = try await harness.refusal(IAMOperations.detachUserPolicy, detach)
        #expect(refusal == .noSuchEntity("Policy \(arn) was not found."))
    }

    @Test(arguments: [
        "arn:aws:iam::123456789012:policy/none", "arn:aws:iam::aws:policy/none", "arn:aws:iam::210987654321:policy/p",
        "arn:aws:iam::123456789012:policy/other/p",
    ])
    func absentPolicyIsNotAttachable(arn: String) async throws {
        let harness = try await IAMHarness()
        try await harness.makePolicy("p")
        try await harness.makeUser("bob")
        let attach = AttachUserPolicyRequest(userName: "bob", policyArn: arn)
        let refusal = try await harness.refusal(IAMOperations.attachUserPolicy, attach)
        #expect(refusal == .noSuchEntity("Policy \(arn) does not exist or is not attachable."))
    }

    @Test func tenPoliciesAreAttachedAtMost() async throws {
        let harness = try await IAMHarness()
        try await harness.makeRole("deploy")
        for index in 0...10 { try await harness.makePolicy("p\(index)") }
        func attach(_ index: Int) async throws -> Refusal? {
            let arn = "arn:aws:iam::123456789012:policy/p\(index)"
            let input = AttachRolePolicyRequest(roleName: "deploy", policyArn: arn)
            return try await harness.refusal(IAMOperations.attachRolePolicy, input)
        }
        for index in 0..<10 { #expect(try await attach(index) == nil) }
        #expect(try await attach(10) == .limitExceeded("Cannot exceed quota for PoliciesPerRole: 10"))
    }

    @Test func boundaryIsShownAndMustBeThereToBeRemoved() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("limit")
        try await harness.makeRole("deploy")
        let delete = DeleteRolePermissionsBoundaryRequest(roleName: "deploy")
        let none = try await harness.refusal(IAMOperations.deleteRolePermissionsBoundary, delete)
        #expect(none?.code == "NoSuchEntity")
        try await harness.call(
            IAMOperations.putRolePermissionsBoundary,
            PutRolePermissionsBoundaryRequest(roleName: "deploy", permissionsBoundary: arn))
        let role = try await harness.call(IAMOperations.getRole, GetRoleRequest(roleName: "deploy")).role
        let shown = AttachedPermissionsBoundary(
            permissionsBoundaryType: .permissionsBoundaryPolicy, permissionsBoundaryArn: arn)
        #expect(role.permissionsBoundary == shown)
        #expect(try await harness.refusal(IAMOperations.deleteRolePermissionsBoundary, delete) == nil)
    }
}
