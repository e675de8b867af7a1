import AWSProtocols
import Essentials
import IAMModel
import Store
import Testing

@testable import Identity
@testable import ServiceKit

struct UserTests {
    @Test func userIsAnsweredAsItWasMade() async throws {
        let harness = try await IAMHarness()
        let made = try await harness.makeUser("Bob", path: "/staff/", tags: [Tag(key: "Team", value: "red")])
        #expect(made.arn == "arn:aws:iam::123456789012:user/staff/Bob")
        #expect(made.userId.hasPrefix("AIDA") && made.userId.utf8.count == 21)
        #expect(made.createDate == harness.time.now())
        #expect(made.tags == [Tag(key: "Team", value: "red")])
        let found = try await harness.call(IAMOperations.getUser, GetUserRequest(userName: "bob")).user
        #expect(found == made)
    }

    @Test(arguments: ["bob", "BOB"])
    func nameIsTakenWithoutRegardToCase(name: String) async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        let refusal = try await harness.refusal(IAMOperations.createUser, CreateUserRequest(userName: name))
        #expect(refusal == Refusal("EntityAlreadyExists", "User with name \(name) already exists."))
    }

    @Test func absentUserIsNotFound() async throws {
        let harness = try await IAMHarness()
        let missing = Refusal.noSuchEntity("The user with name bob cannot be found.")
        #expect(try await harness.refusal(IAMOperations.getUser, GetUserRequest(userName: "bob")) == missing)
        #expect(try await harness.refusal(IAMOperations.deleteUser, DeleteUserRequest(userName: "bob")) == missing)
        let key = CreateAccessKeyRequest(userName: "bob")
        #expect(try await harness.refusal(IAMOperations.createAccessKey, key) == missing)
    }

    @Test func userWithoutANameIsTheCaller() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("iam:GetUser"))
        let found = try await harness.call(IAMOperations.getUser, GetUserRequest(), as: bob).user
        #expect(found.userName == "bob")
    }

    @Test func roleSessionMustNameTheUser() async throws {
        let harness = try await IAMHarness()
        let role = try await harness.makeRole("deploy")
        let session = Caller(
            kind: .role(
                RoleSession(roleName: "deploy", roleARN: role.arn, roleID: role.roleId, sessionName: "s")),
            account: .standard, principalID: "\(role.roleId):s",
            arn: "arn:aws:sts::123456789012:assumed-role/deploy/s", accessKeyID: "ASIA")
        let refusal = try await harness.refusal(IAMOperations.getUser, GetUserRequest(), as: session)
        let text = "Must specify userName when calling with non-User credentials"
        #expect(refusal == Refusal("ValidationError", text))
    }

    @Test func boundaryMustBeAPolicyOfTheAccount() async throws {
        let harness = try await IAMHarness()
        let other = "arn:aws:iam::210987654321:policy/limit"
        let input = CreateUserRequest(userName: "bob", permissionsBoundary: other)
        let refusal = try await harness.refusal(IAMOperations.createUser, input)
        #expect(refusal == .noSuchEntity("Scope ARN: \(other) does not exist or is not attachable."))
    }

    @Test func renamedUserKeepsKeysGroupsAndPolicies() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("iam:GetUser"))
        try await harness.makeGroup("staff", of: "bob")
        try await harness.call(
            IAMOperations.updateUser, UpdateUserRequest(userName: "bob", newPath: "/x/", newUserName: "Robert"))
        let caller = try await harness.caller(keyID: bob.accessKeyID)
        #expect(caller.arn == "arn:aws:iam::123456789012:user/x/Robert")
        #expect(caller.principalID == bob.principalID)
        let found = try await harness.call(IAMOperations.getUser, GetUserRequest(), as: caller).user
        #expect(found.userName == "Robert")
        let keys = try await harness.call(IAMOperations.listAccessKeys, ListAccessKeysRequest(userName: "robert"))
        #expect(keys.accessKeyMetadata.map(\.userName) == ["Robert"])
        let members = try await harness.call(IAMOperations.getGroup, GetGroupRequest(groupName: "staff")).users
        #expect(members.map(\.userName) == ["Robert"])
        #expect(try await harness.refusal(IAMOperations.getUser, GetUserRequest(userName: "bob")) != nil)
    }

    @Test func renamingToAnotherUsersNameIsRefused() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        try await harness.makeUser("eve")
        let input = UpdateUserRequest(userName: "bob", newUserName: "EVE")
        let refusal = try await harness.refusal(IAMOperations.updateUser, input)
        #expect(refusal == Refusal("EntityAlreadyExists", "User with name EVE already exists."))
        let spelling = UpdateUserRequest(userName: "bob", newUserName: "Bob")
        #expect(try await harness.refusal(IAMOperations.updateUser, spelling) == nil)
        #expect(try await harness.call(IAMOperations.getUser, GetUserRequest(userName: "bob")).user.userName == "Bob")
    }

    @Test func renamingAsksForBothNames() async throws {
        let harness = try await IAMHarness()
        let mine = "arn:aws:iam::123456789012:user/bob"
        let caller = try await harness.makeCaller("bob", Document.allow("iam:UpdateUser", on: mine))
        let input = UpdateUserRequest(userName: "bob", newUserName: "boss")
        let refusal = try await harness.refusal(IAMOperations.updateUser, input, as: caller)
        #expect(refusal?.code == "AccessDenied")
        #expect(refusal?.message?.contains("user/boss") == true)
    }

    @Test func userInUseIsNotDeleted() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("p")
        try await harness.makeUser("bob")
        try await harness.makeGroup("staff", of: "bob")
        try await harness.attach(arn, to: "bob")
        try await harness.put(Document.allow("kms:*"), on: "bob")
        let key = try await harness.makeKey(of: "bob")
        let delete = DeleteUserRequest(userName: "bob")
        func conflict() async throws -> String? {
            let refusal = try await harness.refusal(IAMOperations.deleteUser, delete)
            #expect(refusal?.code == "DeleteConflict")
            return refusal?.message
        }
        #expect(try await conflict() == "Cannot delete entity, must remove users from group first.")
        try await harness.call(
            IAMOperations.removeUserFromGroup, RemoveUserFromGroupRequest(groupName: "staff", userName: "bob"))
        #expect(try await conflict() == "Cannot delete entity, must delete access keys first.")
        try await harness.call(
            IAMOperations.deleteAccessKey, DeleteAccessKeyRequest(accessKeyId: key.accessKeyId, userName: "bob"))
        #expect(try await conflict() == "Cannot delete entity, must detach all policies first.")
        try await harness.call(
            IAMOperations.detachUserPolicy, DetachUserPolicyRequest(userName: "bob", policyArn: arn))
        #expect(try await conflict() == "Cannot delete entity, must delete policies first.")
        try await harness.call(
            IAMOperations.deleteUserPolicy, DeleteUserPolicyRequest(userName: "bob", policyName: "own"))
        #expect(try await harness.refusal(IAMOperations.deleteUser, delete) == nil)
    }

    @Test func namesakeOfADeletedUserGetsNoneOfTheirRights() async throws {
        let harness = try await IAMHarness()
        let old = try await harness.makeCaller("bob", Document.allow("iam:*"))
        try await harness.call(
            IAMOperations.deleteAccessKey, DeleteAccessKeyRequest(accessKeyId: old.accessKeyID, userName: "bob"))
        try await harness.call(
            IAMOperations.deleteUserPolicy, DeleteUserPolicyRequest(userName: "bob", policyName: "own"))
        try await harness.call(IAMOperations.deleteUser, DeleteUserRequest(userName: "bob"))
        try await harness.makeUser("bob")
        try await harness.put(Document.allow("iam:*"), on: "bob")
        let new = try await harness.caller("bob")
        #expect(try await harness.directory.policies(of: old).identity.isEmpty)
        #expect(try await harness.directory.policies(of: new).identity.count == 1)
        await #expect(throws: CredentialError.invalid) { try await harness.caller(keyID: old.accessKeyID) }
    }

    @Test func changeDecidedForAUserDoesNotReachTheirNamesake() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        let old = try #require(try harness.store.get(UserRecord.self, UserRecord.key(.standard, "bob"))?.record)
        let change = harness.iam.change(old) { user, _ in user.path = "/changed/" }
        try await harness.call(IAMOperations.deleteUser, DeleteUserRequest(userName: "bob"))
        try await harness.makeUser("bob")
        await #expect(throws: AWSError.noSuch(.user, "bob")) { _ = try await harness.store.write(change.body) }
        #expect(try await harness.call(IAMOperations.getUser, GetUserRequest(userName: "bob")).user.path == "/")
    }
}
