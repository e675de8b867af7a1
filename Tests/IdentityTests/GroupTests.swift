import Essentials
import IAMModel
import Testing

@testable import Identity

struct GroupTests {
    @Test func groupListsItsMembersAndTheyTheirGroups() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        try await harness.makeUser("eve")
        let made = try await harness.makeGroup("Staff", of: "eve", "BOB")
        #expect(made.arn == "arn:aws:iam::123456789012:group/Staff")
        let found = try await harness.call(IAMOperations.getGroup, GetGroupRequest(groupName: "staff"))
        #expect(found.group == made)
        #expect(found.users.map(\.userName) == ["bob", "eve"])
        let groups = try await harness.call(
            IAMOperations.listGroupsForUser, ListGroupsForUserRequest(userName: "bob")
        ).groups
        #expect(groups == [made])
    }

    @Test func joiningAndLeavingTwiceIsNoError() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        try await harness.makeGroup("staff", of: "bob", "bob")
        let leave = RemoveUserFromGroupRequest(groupName: "staff", userName: "bob")
        try await harness.call(IAMOperations.removeUserFromGroup, leave)
        try await harness.call(IAMOperations.removeUserFromGroup, leave)
        #expect(try await harness.call(IAMOperations.getGroup, GetGroupRequest(groupName: "staff")).users.isEmpty)
    }

    @Test func absentUserCannotJoin() async throws {
        let harness = try await IAMHarness()
        try await harness.makeGroup("staff")
        let input = AddUserToGroupRequest(groupName: "staff", userName: "bob")
        let refusal = try await harness.refusal(IAMOperations.addUserToGroup, input)
        #expect(refusal == .noSuchEntity("The user with name bob cannot be found."))
    }

    @Test func userIsInTenGroupsAtMost() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        for index in 0..<10 { try await harness.makeGroup("g\(index)", of: "bob") }
        try await harness.makeGroup("last")
        let input = AddUserToGroupRequest(groupName: "last", userName: "bob")
        let refusal = try await harness.refusal(IAMOperations.addUserToGroup, input)
        #expect(refusal == .limitExceeded("Cannot exceed quota for GroupsPerUser: 10"))
    }

    @Test func groupWithMembersIsNotDeleted() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        try await harness.makeGroup("staff", of: "bob")
        let delete = DeleteGroupRequest(groupName: "staff")
        let refusal = try await harness.refusal(IAMOperations.deleteGroup, delete)
        #expect(refusal == .deleteConflict("Cannot delete entity, must remove users from group first."))
        try await harness.call(
            IAMOperations.removeUserFromGroup, RemoveUserFromGroupRequest(groupName: "staff", userName: "bob"))
        #expect(try await harness.refusal(IAMOperations.deleteGroup, delete) == nil)
    }

    @Test func accountHasThreeHundredGroupsAtMost() async throws {
        let harness = try await IAMHarness()
        try await harness.store.write { transaction in
            for index in 0..<300 {
                try transaction.insert(
                    GroupRecord(
                        account: .standard, name: "g\(index)", path: "/", id: "AGPA\(index)",
                        createdAt: Timestamp(seconds: 0)))
            }
        }
        let input = CreateGroupRequest(groupName: "last")
        let refusal = try await harness.refusal(IAMOperations.createGroup, input)
        #expect(refusal == .limitExceeded("Cannot exceed quota for GroupsPerAccount: 300"))
    }

    @Test func renamedGroupKeepsItsMembersAndPolicies() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        try await harness.makeGroup("staff", of: "bob")
        try await harness.makeGroup("other", of: "bob")
        try await harness.call(
            IAMOperations.putGroupPolicy,
            PutGroupPolicyRequest(
                groupName: "staff", policyName: "p", policyDocument: Document.allow("iam:GetUser")))
        try await harness.call(
            IAMOperations.updateGroup, UpdateGroupRequest(groupName: "staff", newPath: "/x/", newGroupName: "Crew"))
        let crew = try await harness.call(IAMOperations.getGroup, GetGroupRequest(groupName: "crew"))
        #expect(crew.group.arn == "arn:aws:iam::123456789012:group/x/Crew")
        #expect(crew.users.map(\.userName) == ["bob"])
        let bob = try await harness.caller("bob")
        #expect(try await harness.refusal(IAMOperations.getUser, GetUserRequest(), as: bob) == nil)
        let taken = try await harness.refusal(
            IAMOperations.updateGroup, UpdateGroupRequest(groupName: "crew", newGroupName: "other"))
        #expect(taken == Refusal("EntityAlreadyExists", "Group with name other already exists."))
    }

    @Test func groupIsRenamedOnlyByWhoMayChangeBothNames() async throws {
        let harness = try await IAMHarness()
        try await harness.makeGroup("staff")
        let own = "arn:aws:iam::123456789012:group/staff"
        let eve = try await harness.makeCaller("eve", Document.allow("iam:UpdateGroup", on: own))
        let input = UpdateGroupRequest(groupName: "staff", newGroupName: "crew")
        #expect(try await harness.refusal(IAMOperations.updateGroup, input, as: eve)?.code == "AccessDenied")
    }
}
