import AWSProtocols
import Essentials
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// Whoever may change their password through the account's policy may read it too.
    func passwordPolicyTarget(_ input: EmptyStructure, in scope: RequestScope) throws -> Target<Void> {
        var check = AccessCheck(action: "iam:GetAccountPasswordPolicy", account: scope.account)
        if case .user = scope.caller.kind, try letsUsersChangePasswords(in: scope) { check.grant = { true } }
        return Target((), check)
    }

    func getAccountPasswordPolicy(
        _ input: EmptyStructure, _ allowed: Authorized<Void>, in scope: RequestScope
    ) throws -> GetAccountPasswordPolicyResponse {
        let key = PasswordPolicyRecord.key(scope.account)
        guard let policy = try store.get(PasswordPolicyRecord.self, key)?.record else {
            throw AWSError.noPasswordPolicy(in: scope.account)
        }
        return GetAccountPasswordPolicyResponse(passwordPolicy: PasswordPolicy(of: policy))
    }

    /// What is not given goes back to AWS's default.
    func updateAccountPasswordPolicy(
        _ input: UpdateAccountPasswordPolicyRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let policy = PasswordPolicyRecord(
            account: scope.account, minimumLength: input.minimumPasswordLength ?? 6,
            requiresSymbols: input.requireSymbols ?? false, requiresNumbers: input.requireNumbers ?? false,
            requiresUppercase: input.requireUppercaseCharacters ?? false,
            requiresLowercase: input.requireLowercaseCharacters ?? false,
            letsUsersChange: input.allowUsersToChangePassword ?? false, maximumAge: input.maxPasswordAge,
            reusePrevention: input.passwordReusePrevention, isExpiryHard: input.hardExpiry)
        return Change { transaction in
            try transaction.put(policy)
            return EmptyStructure()
        }
    }

    func deleteAccountPasswordPolicy(
        _ input: EmptyStructure, _ allowed: Authorized<Void>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { transaction in
            guard try transaction.delete(PasswordPolicyRecord.self, PasswordPolicyRecord.key(scope.account)) else {
                throw AWSError.noPasswordPolicy(in: scope.account)
            }
            return EmptyStructure()
        }
    }
}

extension AWSError {
    fileprivate static func noPasswordPolicy(in account: AccountID) -> AWSError {
        AWSError(
            .noSuchEntityException, "The Password Policy with domain name \(account) cannot be found.")
    }
}

extension PasswordPolicy {
    fileprivate init(of policy: PasswordPolicyRecord) {
        self.init(
            minimumPasswordLength: policy.minimumLength, requireSymbols: policy.requiresSymbols,
            requireNumbers: policy.requiresNumbers, requireUppercaseCharacters: policy.requiresUppercase,
            requireLowercaseCharacters: policy.requiresLowercase, allowUsersToChangePassword: policy.letsUsersChange,
            expirePasswords: policy.maximumAge != nil, maxPasswordAge: policy.maximumAge,
            passwordReusePrevention: policy.reusePrevention, hardExpiry: policy.isExpiryHard)
    }
}
