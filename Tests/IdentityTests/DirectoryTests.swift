import Essentials
import IAMModel
import KeyEngine
import PolicyEngine
import ServiceKit
import Store
import StoreSQLite
import Testing

@testable import Identity

struct DirectoryTests {
    private func isAllowed(_ action: ActionName, _ caller: Caller, _ harness: IAMHarness) async throws -> Bool {
        let policies = try await harness.directory.policies(of: caller)
        let set = PolicySet(identity: policies.identity, permissionsBoundary: policies.boundary)
        let request = AccessRequest(
            principal: .user(arn: caller.arn, account: caller.account, uniqueID: caller.principalID), action: action,
            resource: "*", resourceAccount: caller.account, context: NoConditions())
        return set.decide(request).isAllowed
    }

    @Test func unknownKeyOpensNothing() async throws {
        let harness = try await IAMHarness()
        await #expect(throws: CredentialError.invalid) { try await harness.caller(keyID: "AKIAAAAAAAAAAAAAAAAA") }
    }

    @Test func deletedKeyOpensNothing() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("iam:*"))
        try await harness.call(
            IAMOperations.deleteAccessKey, DeleteAccessKeyRequest(accessKeyId: bob.accessKeyID, userName: "bob"))
        await #expect(throws: CredentialError.invalid) { try await harness.caller(keyID: bob.accessKeyID) }
    }

    @Test func administratorIsMadeOnce() async throws {
        let harness = try await IAMHarness()
        let again = try await harness.directory.createAdministrator(of: .standard, now: harness.time.now())
        #expect(again == nil)
        #expect(try await isAllowed("kms:Encrypt", harness.admin, harness))
    }

    @Test func renamedAdministratorDoesNotComeBack() async throws {
        let harness = try await IAMHarness()
        try await harness.call(
            IAMOperations.updateUser, UpdateUserRequest(userName: "administrator", newUserName: "root-of-all"))
        let again = try await harness.directory.createAdministrator(of: .standard, now: harness.time.now())
        #expect(again == nil)
        #expect(try harness.store.get(UserRecord.self, UserRecord.key(.standard, "administrator")) == nil)
    }

    @Test func administratorIsNotMadeBeforeTheKeyIsKept() async throws {
        struct DiskFull: Error {}
        let store = try SQLiteStore.inMemory()
        let rootKey = try RootKey(RootKey.generateSecret(random: SystemRandom()))
        let directory = IdentityDirectory(store: store, rootKey: rootKey)
        let now = Timestamp(seconds: 1_700_000_000)
        await #expect(throws: DiskFull.self) {
            try await directory.createAdministrator(of: .standard, now: now) { _ in throw DiskFull() }
        }
        var kept: String?
        let made = try await directory.createAdministrator(of: .standard, now: now) { kept = $0.id }
        #expect(made != nil && made?.id == kept)
    }

    @Test func useIsWrittenDownBeforeTheServerEnds() async throws {
        let harness = try await IAMHarness()
        let now = harness.time.now()
        harness.directory.noteUse(of: harness.admin, service: "kms", region: .standard, at: now)
        await harness.directory.close()
        let use = try harness.store.get(LastUseRecord.self, LastUseRecord.key(harness.admin.accessKeyID))?.record
        #expect(use?.time == now)
    }

    @Test func useIsNotedAfterTheClockWasSetBack() async throws {
        let harness = try await IAMHarness()
        let now = harness.time.now()
        harness.directory.noteUse(of: harness.admin, service: "kms", region: .standard, at: now + .days(30))
        harness.directory.noteUse(of: harness.admin, service: "sts", region: .standard, at: now)
        await harness.directory.close()
        let use = try harness.store.get(LastUseRecord.self, LastUseRecord.key(harness.admin.accessKeyID))?.record
        #expect(use?.service == "sts")
    }

    @Test func policyIsInForceAsSoonAsItIsAttached() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        let bob = try await harness.caller("bob")
        let arn = try await harness.makePolicy("p")
        #expect(try await !isAllowed("kms:Encrypt", bob, harness))
        try await harness.attach(arn, to: "bob")
        #expect(try await isAllowed("kms:Encrypt", bob, harness))
        try await harness.call(
            IAMOperations.createPolicyVersion,
            CreatePolicyVersionRequest(policyArn: arn, policyDocument: Document.deny("kms:*"), setAsDefault: true))
        #expect(try await !isAllowed("kms:Encrypt", bob, harness))
        try await harness.call(
            IAMOperations.setDefaultPolicyVersion,
            SetDefaultPolicyVersionRequest(policyArn: arn, versionId: "v1"))
        #expect(try await isAllowed("kms:Encrypt", bob, harness))
        try await harness.call(
            IAMOperations.detachUserPolicy, DetachUserPolicyRequest(userName: "bob", policyArn: arn))
        #expect(try await !isAllowed("kms:Encrypt", bob, harness))
    }

    @Test func groupGivesItsMembersItsPolicies() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        let bob = try await harness.caller("bob")
        try await harness.makeGroup("staff", of: "bob")
        try await harness.call(
            IAMOperations.putGroupPolicy,
            PutGroupPolicyRequest(
                groupName: "staff", policyName: "p", policyDocument: Document.allow("kms:Encrypt")))
        #expect(try await isAllowed("kms:Encrypt", bob, harness))
        try await harness.call(
            IAMOperations.removeUserFromGroup, RemoveUserFromGroupRequest(groupName: "staff", userName: "bob"))
        #expect(try await !isAllowed("kms:Encrypt", bob, harness))
    }

    @Test func boundaryLimitsAndItsRemovalSetsFree() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("*"))
        let boundary = try await harness.makePolicy("limit", Document.allow("kms:Encrypt"))
        try await harness.call(
            IAMOperations.putUserPermissionsBoundary,
            PutUserPermissionsBoundaryRequest(userName: "bob", permissionsBoundary: boundary))
        #expect(try await isAllowed("kms:Encrypt", bob, harness))
        #expect(try await !isAllowed("kms:Decrypt", bob, harness))
        try await harness.call(
            IAMOperations.deleteUserPermissionsBoundary, DeleteUserPermissionsBoundaryRequest(userName: "bob"))
        #expect(try await isAllowed("kms:Decrypt", bob, harness))
    }

    @Test func missingBoundaryAllowsNothing() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("*"))
        try await harness.store.write { transaction in
            guard var user = try transaction.get(UserRecord.self, UserRecord.key(.standard, "bob"))?.record else {
                return
            }
            user.boundary = "arn:aws:iam::123456789012:policy/gone"
            try transaction.put(user)
        }
        #expect(try await !isAllowed("kms:Encrypt", bob, harness))
    }

    @Test func callerInARoleHasTheRolesPoliciesOnly() async throws {
        let harness = try await IAMHarness()
        let role = try await harness.makeRole("deploy")
        try await harness.call(
            IAMOperations.attachRolePolicy,
            AttachRolePolicyRequest(roleName: "deploy", policyArn: Administrator.policyARN))
        let caller = Caller(
            kind: .role(RoleSession(roleName: "deploy", roleARN: role.arn, roleID: role.roleId, sessionName: "s")),
            account: .standard, principalID: "\(role.roleId):s", arn: "arn", accessKeyID: "ASIA")
        #expect(try await harness.directory.policies(of: caller).identity.count == 1)
        var stranger = caller
        stranger.kind = .role(
            RoleSession(roleName: "deploy", roleARN: role.arn, roleID: "AROAOTHER", sessionName: "s"))
        #expect(try await harness.directory.policies(of: stranger).identity.isEmpty)
    }

    @Test func developerTrustTakesAnyKeyForAnAdministrator() async throws {
        let harness = try await IAMHarness(trust: .everyone(defaultAccount: .standard))
        let stranger = try await harness.directory.credential(
            accessKeyID: "test", sessionToken: nil, now: harness.time.now())
        #expect(stranger.secret == nil)
        #expect(stranger.caller.account == .standard)
        #expect(try await isAllowed("kms:Encrypt", stranger.caller, harness))
        let number = try await harness.caller(keyID: "210987654321")
        #expect(number.account.description == "210987654321")
        let token = try await harness.directory.credential(
            accessKeyID: "test", sessionToken: "not ours", now: harness.time.now())
        #expect(token.caller == stranger.caller)
    }

    @Test func developerTrustStillKnowsRealUsers() async throws {
        let harness = try await IAMHarness(trust: .everyone(defaultAccount: .standard))
        let bob = try await harness.makeCaller("bob", Document.allow("kms:Encrypt"))
        let credential = try await harness.directory.credential(
            accessKeyID: bob.accessKeyID, sessionToken: nil, now: harness.time.now())
        #expect(credential.secret == nil)
        #expect(credential.caller == bob)
        #expect(try await !isAllowed("iam:ListUsers", bob, harness))
    }
}

private struct NoConditions: ConditionContext {
    func value(forKey key: String) -> ContextValue? { nil }
}
