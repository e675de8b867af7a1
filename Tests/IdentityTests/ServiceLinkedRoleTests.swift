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
}
