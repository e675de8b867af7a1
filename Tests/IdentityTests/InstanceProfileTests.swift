import AWSProtocols
import Essentials
import IAMModel
import Testing

@testable import Identity
@testable import ServiceKit

struct InstanceProfileTests {
    private func makeProfile(_ harness: IAMHarness, _ name: String = "web", tags: [Tag]? = nil) async throws {
        try await harness.call(
            IAMOperations.createInstanceProfile,
            CreateInstanceProfileRequest(instanceProfileName: name, path: "/x/", tags: tags))
    }

    private func addRole(_ name: String, _ harness: IAMHarness, as caller: Caller? = nil) async throws -> Refusal? {
        let input = AddRoleToInstanceProfileRequest(instanceProfileName: "web", roleName: name)
        return try await harness.refusal(IAMOperations.addRoleToInstanceProfile, input, as: caller)
    }

    @Test func profileIsAnsweredAsItWasMadeWithItsRole() async throws {
        let harness = try await IAMHarness()
        try await makeProfile(harness, tags: [Tag(key: "team", value: "red")])
        let role = try await harness.makeRole("deploy")
        #expect(try await addRole("Deploy", harness) == nil)
        let profile = try await harness.call(
            IAMOperations.getInstanceProfile, GetInstanceProfileRequest(instanceProfileName: "WEB")
        ).instanceProfile
        #expect(profile.arn == "arn:aws:iam::123456789012:instance-profile/x/web")
        #expect(profile.instanceProfileId.hasPrefix("AIPA"))
        #expect(profile.roles.map(\.arn) == [role.arn])
        #expect(profile.tags == [Tag(key: "team", value: "red")])
        let listed = try await harness.call(
            IAMOperations.listInstanceProfilesForRole, ListInstanceProfilesForRoleRequest(roleName: "deploy"))
        #expect(listed.instanceProfiles.map(\.instanceProfileName) == ["web"])
    }

    @Test func profileHasOneRoleAtMost() async throws {
        let harness = try await IAMHarness()
        try await makeProfile(harness)
        try await harness.makeRole("first")
        try await harness.makeRole("second")
        #expect(try await addRole("first", harness) == nil)
        let full = Refusal.limitExceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")
        #expect(try await addRole("second", harness) == full)
        #expect(try await addRole("none", harness) == .noSuchEntity("The role with name none cannot be found."))
    }

    @Test func whoAddsARoleMustBeAllowedToPassIt() async throws {
        let harness = try await IAMHarness()
        try await makeProfile(harness)
        try await harness.makeRole("deploy")
        let eve = try await harness.makeCaller("eve", Document.allow("iam:AddRoleToInstanceProfile"))
        let refusal = try await addRole("deploy", harness, as: eve)
        #expect(refusal?.message?.contains("not authorized to perform: iam:PassRole on resource") == true)
        let pass = Document.allow(
            "iam:*", if: #"{"StringEqualsIfExists":{"iam:PassedToService":"ec2.amazonaws.com"}}"#)
        try await harness.put(pass, on: "eve")
        #expect(try await addRole("deploy", harness, as: eve) == nil)
    }

    @Test func neitherProfileNorRoleIsDeletedWhileTheyAreTied() async throws {
        let harness = try await IAMHarness()
        try await makeProfile(harness)
        try await harness.makeRole("deploy")
        #expect(try await addRole("deploy", harness) == nil)
        let conflict = Refusal.deleteConflict("Cannot delete entity, must remove roles from instance profile first.")
        let profile = DeleteInstanceProfileRequest(instanceProfileName: "web")
        let role = DeleteRoleRequest(roleName: "deploy")
        #expect(try await harness.refusal(IAMOperations.deleteInstanceProfile, profile) == conflict)
        #expect(try await harness.refusal(IAMOperations.deleteRole, role) == conflict)
        try await harness.call(
            IAMOperations.removeRoleFromInstanceProfile,
            RemoveRoleFromInstanceProfileRequest(instanceProfileName: "web", roleName: "deploy"))
        #expect(try await harness.refusal(IAMOperations.deleteInstanceProfile, profile) == nil)
        #expect(try await harness.refusal(IAMOperations.deleteRole, role) == nil)
        let gone = Refusal.noSuchEntity("Instance Profile web cannot be found.")
        #expect(try await harness.refusal(IAMOperations.deleteInstanceProfile, profile) == gone)
    }

    @Test func tagsOfAProfileAreConditions() async throws {
        let harness = try await IAMHarness()
        try await makeProfile(harness, tags: [Tag(key: "team", value: "red")])
        try await makeProfile(harness, "other")
        let own = #"{"StringEquals":{"aws:ResourceTag/team":"red"}}"#
        let eve = try await harness.makeCaller("eve", Document.allow("iam:*", if: own))
        func get(_ name: String) async throws -> String? {
            let input = GetInstanceProfileRequest(instanceProfileName: name)
            return try await harness.refusal(IAMOperations.getInstanceProfile, input, as: eve)?.code
        }
        #expect(try await get("web") == nil)
        #expect(try await get("other") == "AccessDenied")
    }
}
