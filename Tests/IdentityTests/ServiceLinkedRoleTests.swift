import AWSProtocols
import Essentials
import IAMModel
import Store
import Testing

@testable import Identity
@testable import ServiceKit

struct ServiceLinkedRoleTests {
    private static let service = "organizations.amazonaws.com"

    private func ensureRole(_ harness: IAMHarness) async throws {
        let (directory, scope) = (harness.directory, harness.scope(harness.admin))
        try await harness.store.write { transaction in
            try directory.ensure(for: Self.service, in: .standard, for: scope, transaction)
        }
    }

    @Test func serviceIsGivenItsRoleOnce() async throws {
        let harness = try await IAMHarness()
        try await ensureRole(harness)
        try await ensureRole(harness)
        let name = "AWSServiceRoleForOrganizations"
        let role = try await harness.call(IAMOperations.getRole, GetRoleRequest(roleName: name)).role
        #expect(role.arn == "arn:aws:iam::123456789012:role/aws-service-role/\(Self.service)/\(name)")
        let events = try await harness.store.read { try $0.journal(AuditRecord.stream, after: 0, limit: 10) }
        let record = String(decoding: try #require(events.first).entry.body, as: UTF8.self)
        #expect(events.count == 1)
        #expect(record.contains(#""eventName":"CreateServiceLinkedRole""#))
        #expect(record.contains(#""invokedBy":"organizations.amazonaws.com""#))
    }

    @Test func callerIsAskedForThePermissionOnlyWhereTheRoleIsMissing() async throws {
        let harness = try await IAMHarness()
        let check = try #require(try harness.directory.check(for: Self.service, in: .standard))
        #expect(check.action == "iam:CreateServiceLinkedRole")
        #expect(check.conditionKeys("iam:awsservicename") == .one(Self.service))
        try await ensureRole(harness)
        #expect(try harness.directory.check(for: Self.service, in: .standard) == nil)
    }

    @Test func everyLinkedServiceHasAPolicyOfItsOwn() {
        for service in LinkedService.all {
            #expect(BuiltInPolicies.entry(arn: service.policyARN) != nil, "\(service.principal)")
        }
        #expect(ServiceRolePolicies.all.count == LinkedService.all.count)
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:role/aws-service-role/x.amazonaws.com/R", true),
        ("arn:aws:iam::123456789012:role/team/aws-service-role/R", false),
    ])
    func sessionKnowsWhetherItsRoleIsServiceLinked(arn: String, isLinked: Bool) {
        let session = RoleSession(roleName: "R", roleARN: arn, roleID: "AROA", sessionName: "s")
        #expect(session.isServiceLinked == isLinked)
    }

    private static let macie = "macie.amazonaws.com"
    private static let role = "AWSServiceRoleForAmazonMacie"

    private func makeRole(_ harness: IAMHarness) async throws {
        try await harness.call(
            IAMOperations.createServiceLinkedRole, CreateServiceLinkedRoleRequest(awsServiceName: Self.macie))
    }

    @Test func customerMakesAndDeletesTheRoleOfAService() async throws {
        let harness = try await IAMHarness()
        try await makeRole(harness)
        let taken = Refusal(
            "InvalidInput",
            "Service role name \(Self.role) has been taken in this account, please try a different suffix.")
        let again = CreateServiceLinkedRoleRequest(awsServiceName: Self.macie)
        #expect(try await harness.refusal(IAMOperations.createServiceLinkedRole, again) == taken)
        let delete = DeleteServiceLinkedRoleRequest(roleName: Self.role)
        let task = try await harness.call(IAMOperations.deleteServiceLinkedRole, delete).deletionTaskId
        #expect(task.hasPrefix("task/aws-service-role/\(Self.macie)/\(Self.role)/"))
        let status = try await harness.call(
            IAMOperations.getServiceLinkedRoleDeletionStatus,
            GetServiceLinkedRoleDeletionStatusRequest(deletionTaskId: task))
        #expect(status.status == .succeeded)
        let gone = try await harness.refusal(IAMOperations.getRole, GetRoleRequest(roleName: Self.role))
        #expect(gone?.code == "NoSuchEntity")
    }

    @Test func roleThatItsServiceKeepsIsNeitherMadeNorDeleted() async throws {
        let harness = try await IAMHarness()
        try await ensureRole(harness)
        let make = CreateServiceLinkedRoleRequest(awsServiceName: Self.service)
        let refusal = try await harness.refusal(IAMOperations.createServiceLinkedRole, make)
        #expect(refusal == Refusal("AccessDenied", "Cannot find Service Linked Role template for \(Self.service)"))
        let delete = DeleteServiceLinkedRoleRequest(roleName: "AWSServiceRoleForOrganizations")
        let task = try await harness.call(IAMOperations.deleteServiceLinkedRole, delete).deletionTaskId
        let status = try await harness.call(
            IAMOperations.getServiceLinkedRoleDeletionStatus,
            GetServiceLinkedRoleDeletionStatusRequest(deletionTaskId: task))
        #expect(status.status == .failed && status.reason?.reason != nil)
    }

    @Test func onlyTheDescriptionOfALinkedRoleCanBeChanged() async throws {
        let harness = try await IAMHarness()
        try await makeRole(harness)
        let text =
            "Cannot perform the operation on the protected role '\(Self.role)' - this role is only modifiable by AWS"
        let arn = try await harness.makePolicy("p")
        let refusals = [
            try await harness.refusal(
                IAMOperations.attachRolePolicy, AttachRolePolicyRequest(roleName: Self.role, policyArn: arn)),
            try await harness.refusal(
                IAMOperations.detachRolePolicy, DetachRolePolicyRequest(roleName: Self.role, policyArn: arn)),
            try await harness.refusal(
                IAMOperations.putRolePolicy,
                PutRolePolicyRequest(roleName: Self.role, policyName: "p", policyDocument: Document.allow("*"))),
            try await harness.refusal(
                IAMOperations.deleteRolePolicy, DeleteRolePolicyRequest(roleName: Self.role, policyName: "p")),
            try await harness.refusal(
                IAMOperations.updateAssumeRolePolicy,
                UpdateAssumeRolePolicyRequest(
                    roleName: Self.role, policyDocument: Document.trust("123456789012"))),
            try await harness.refusal(IAMOperations.deleteRole, DeleteRoleRequest(roleName: Self.role)),
            try await harness.refusal(
                IAMOperations.updateRole, UpdateRoleRequest(roleName: Self.role, maxSessionDuration: 7200)),
            try await harness.refusal(
                IAMOperations.putRolePermissionsBoundary,
                PutRolePermissionsBoundaryRequest(roleName: Self.role, permissionsBoundary: arn)),
            try await harness.refusal(
                IAMOperations.deleteRolePermissionsBoundary,
                DeleteRolePermissionsBoundaryRequest(roleName: Self.role)),
        ]
        for refusal in refusals { #expect(refusal == Refusal("UnmodifiableEntity", text)) }
        let update = UpdateRoleRequest(roleName: Self.role, description: "ours")
        #expect(try await harness.refusal(IAMOperations.updateRole, update) == nil)
    }

    @Test func policyOfALinkedRoleCannotBeAttachedElsewhere() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        let arn = "arn:aws:iam::aws:policy/aws-service-role/AmazonMacieServiceRolePolicy"
        let input = AttachUserPolicyRequest(userName: "bob", policyArn: arn)
        let refusal = try await harness.refusal(IAMOperations.attachUserPolicy, input)
        #expect(
            refusal == Refusal("PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role."))
    }
}
