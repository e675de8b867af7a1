import AWSProtocols
import IAMModel
import ServiceKit

extension IAM {
    /// The caller, who must be a user. Where the account's policy lets users change their passwords, no other policy
    /// has to.
    func userChangingPassword(_ input: ChangePasswordRequest, in scope: RequestScope) throws -> Target<UserRecord> {
        guard case .user(let name, _) = scope.caller.kind else {
            throw AWSError(.invalidUserTypeException, "Only IAM Users can change their own password.")
        }
        var target: Target<UserRecord> = try entity(name, "iam:ChangePassword", .none, in: scope)
        if try letsUsersChangePasswords(in: scope) {
            for index in target.checks.indices { target.checks[index].grant = { true } }
        }
        return target
    }

    func changePassword(
        _ input: ChangePasswordRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        let profile = try await store.read { try $0.loginProfile(of: user.value) }
        var changed = profile.record
        guard try await changed.hash.matches(input.oldPassword, newestOf: changed) else {
            throw AWSError.accessDenied("The old password was incorrect.")
        }
        try await setPassword(input.newPassword, of: user.value, in: &changed, at: scope.now)
        changed.isResetRequired = false
        return replacement(of: profile, by: changed, of: user.value)
    }

    func letsUsersChangePasswords(in scope: RequestScope) throws -> Bool {
        try store.get(PasswordPolicyRecord.self, PasswordPolicyRecord.key(scope.account))?.record.letsUsersChange
            ?? false
    }
}
