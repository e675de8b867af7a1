import AWSProtocols
import Essentials
import IAMModel
import STSModel
import Testing

@testable import Identity
@testable import ServiceKit

struct PasswordTests {
    private static let first = "Correct-horse-1"
    private static let second = "Battery-staple-2"

    private func makeBob(_ harness: IAMHarness, password: String = first) async throws {
        try await harness.makeUser("bob")
        try await harness.call(
            IAMOperations.createLoginProfile,
            CreateLoginProfileRequest(userName: "bob", password: password, passwordResetRequired: true))
    }

    private func setPolicy(_ harness: IAMHarness, _ input: UpdateAccountPasswordPolicyRequest) async throws {
        try await harness.call(IAMOperations.updateAccountPasswordPolicy, input)
    }

    @Test func passwordIsAnsweredNeverAndStoredAsAHash() async throws {
        let harness = try await IAMHarness()
        try await makeBob(harness)
        let profile = try await harness.call(IAMOperations.getLoginProfile, GetLoginProfileRequest(userName: "bob"))
        #expect(
            profile.loginProfile
                == LoginProfile(userName: "bob", createDate: harness.time.now(), passwordResetRequired: true))
        let stored = try await harness.store.read { transaction in
            try transaction.query(LoginProfileRecord.self, in: .everywhere, limit: 2).records.map { "\($0.record)" }
        }
        #expect(stored.count == 1 && !stored[0].contains(Self.first))
    }

    @Test func userHasOnePasswordAtMost() async throws {
        let harness = try await IAMHarness()
        try await makeBob(harness)
        let again = CreateLoginProfileRequest(userName: "bob", password: Self.second)
        let taken = Refusal("EntityAlreadyExists", "Login Profile for user bob already exists.")
        #expect(try await harness.refusal(IAMOperations.createLoginProfile, again) == taken)
        try await harness.call(IAMOperations.deleteLoginProfile, DeleteLoginProfileRequest(userName: "bob"))
        let missing = Refusal.noSuchEntity("Login Profile for User bob cannot be found.")
        for refusal in [
            try await harness.refusal(IAMOperations.getLoginProfile, GetLoginProfileRequest(userName: "bob")),
            try await harness.refusal(IAMOperations.deleteLoginProfile, DeleteLoginProfileRequest(userName: "bob")),
            try await harness.refusal(IAMOperations.updateLoginProfile, UpdateLoginProfileRequest(userName: "bob")),
        ] {
            #expect(refusal == missing)
        }
    }

    @Test(arguments: [
        ("Ab1-", "Password should have a minimum length of 8"),
        (
            "abcdefgh",
            "Password should meet 2 more of the following requirements: Password should have at least one uppercase "
                + "letter, Password should have at least one number, Password should have at least one symbol"
        ),
        ("abcdefG1", nil),
    ])
    func withoutAPolicyThreeKindsOfCharactersAreAsked(password: String, message: String?) async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        let input = CreateLoginProfileRequest(userName: "bob", password: password)
        let refusal = try await harness.refusal(IAMOperations.createLoginProfile, input)
        #expect(refusal == message.map { Refusal("PasswordPolicyViolation", $0) })
    }

    @Test(arguments: [
        ("Short-1", "Password should have a minimum length of 10"),
        ("all-lower-case-1", "Password should have at least one uppercase letter"),
        ("ALL-UPPER-CASE-1", "Password should have at least one lowercase letter"),
        ("No-number-here", "Password should have at least one number"),
        ("NoSymbolHere1", "Password should have at least one symbol"),
    ])
    func policyOfTheAccountIsEnforced(password: String, message: String) async throws {
        let harness = try await IAMHarness()
        try await setPolicy(
            harness,
            UpdateAccountPasswordPolicyRequest(
                minimumPasswordLength: 10, requireSymbols: true, requireNumbers: true,
                requireUppercaseCharacters: true, requireLowercaseCharacters: true))
        try await harness.makeUser("bob")
        let input = CreateLoginProfileRequest(userName: "bob", password: password)
        let refusal = try await harness.refusal(IAMOperations.createLoginProfile, input)
        #expect(refusal == Refusal("PasswordPolicyViolation", message))
    }

    @Test func policyIsReplacedAsAWholeAndCanBeDeleted() async throws {
        let harness = try await IAMHarness()
        let none = Refusal.noSuchEntity("The Password Policy with domain name 123456789012 cannot be found.")
        #expect(try await harness.refusal(IAMOperations.getAccountPasswordPolicy, EmptyStructure()) == none)
        try await setPolicy(harness, UpdateAccountPasswordPolicyRequest(requireSymbols: true, maxPasswordAge: 90))
        try await setPolicy(harness, UpdateAccountPasswordPolicyRequest(minimumPasswordLength: 12))
        let policy = try await harness.call(IAMOperations.getAccountPasswordPolicy, EmptyStructure()).passwordPolicy
        #expect(policy.minimumPasswordLength == 12 && policy.requireSymbols == false)
        #expect(policy.expirePasswords == false && policy.maxPasswordAge == nil)
        try await harness.call(IAMOperations.deleteAccountPasswordPolicy, EmptyStructure())
        #expect(try await harness.refusal(IAMOperations.deleteAccountPasswordPolicy, EmptyStructure()) == none)
    }

    @Test func userChangesTheirPasswordByTheOldOne() async throws {
        let harness = try await IAMHarness()
        try await makeBob(harness)
        try await harness.put(Document.allow("iam:ChangePassword"), on: "bob")
        let bob = try await harness.caller("bob")
        let wrong = ChangePasswordRequest(oldPassword: Self.second, newPassword: Self.second)
        let denied = Refusal("AccessDenied", "The old password was incorrect.")
        #expect(try await harness.refusal(IAMOperations.changePassword, wrong, as: bob) == denied)
        let right = ChangePasswordRequest(oldPassword: Self.first, newPassword: Self.second)
        try await harness.call(IAMOperations.changePassword, right, as: bob)
        #expect(try await harness.refusal(IAMOperations.changePassword, right, as: bob) == denied)
        let profile = try await harness.call(IAMOperations.getLoginProfile, GetLoginProfileRequest(userName: "bob"))
        #expect(profile.loginProfile.passwordResetRequired == false)
    }

    @Test func passwordsAreNotUsedAgainWhereThePolicySaysSo() async throws {
        let harness = try await IAMHarness()
        try await setPolicy(harness, UpdateAccountPasswordPolicyRequest(passwordReusePrevention: 2))
        try await makeBob(harness)
        func update(_ password: String) async throws -> String? {
            let input = UpdateLoginProfileRequest(userName: "bob", password: password)
            return try await harness.refusal(IAMOperations.updateLoginProfile, input)?.code
        }
        #expect(try await update(Self.first) == "PasswordPolicyViolation")
        #expect(try await update(Self.second) == nil)
        #expect(try await update(Self.first) == "PasswordPolicyViolation")
        #expect(try await update("Another-one-3") == nil)
        #expect(try await update(Self.first) == nil)
    }

    @Test func accountPolicyLetsUsersChangeTheirOwnPasswords() async throws {
        let harness = try await IAMHarness()
        try await makeBob(harness)
        let bob = try await harness.caller("bob")
        let change = ChangePasswordRequest(oldPassword: Self.first, newPassword: Self.second)
        let refused = try await harness.refusal(IAMOperations.changePassword, change, as: bob)
        #expect(refused?.message?.contains("not authorized to perform: iam:ChangePassword") == true)
        try await setPolicy(harness, UpdateAccountPasswordPolicyRequest(allowUsersToChangePassword: true))
        #expect(try await harness.refusal(IAMOperations.changePassword, change, as: bob) == nil)
        #expect(try await harness.refusal(IAMOperations.getAccountPasswordPolicy, EmptyStructure(), as: bob) == nil)
        try await harness.put(Document.deny("iam:ChangePassword"), on: "bob")
        #expect(try await harness.refusal(IAMOperations.changePassword, change, as: bob)?.code == "AccessDenied")
    }

    @Test func userWithAPasswordIsNotDeletedAndKeepsItThroughARename() async throws {
        let harness = try await IAMHarness()
        try await makeBob(harness)
        try await harness.call(IAMOperations.updateUser, UpdateUserRequest(userName: "bob", newUserName: "rob"))
        let profile = try await harness.call(IAMOperations.getLoginProfile, GetLoginProfileRequest(userName: "rob"))
        #expect(profile.loginProfile.userName == "rob")
        let conflict = Refusal.deleteConflict("Cannot delete entity, must delete login profile first.")
        #expect(try await harness.refusal(IAMOperations.deleteUser, DeleteUserRequest(userName: "rob")) == conflict)
    }
}
