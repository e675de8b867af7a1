import AWSProtocols
import Essentials
import PolicyEngine
import ServiceKit

extension KMS {
    /// Whom a policy names. Refuses one that does not parse, is too long, or names principals that do not exist.
    func principals(of policy: String) async throws -> PolicyPrincipals {
        _ = try KeyPolicy.parse(policy)
        do {
            return try await PolicyPrincipals(of: policy, in: principals)
        } catch is NoSuchPrincipal {
            throw KeyPolicy.invalidPrincipals
        }
    }

    /// The question whether the caller could still change the key's policy once it is `policy`; nil where the caller
    /// does not want it asked, and for text that is no policy, which the operation itself refuses.
    func lockoutCheck(
        _ policy: String?, bypass: Bool?, account: AccountID, keyARN: String, in scope: RequestScope
    ) -> AccessCheck? {
        guard bypass != true, let policy, let parsed = try? KeyPolicy.parse(policy) else { return nil }
        var check = AccessCheck(
            action: KMSAction.putKeyPolicy.name, resource: keyARN, account: account,
            policy: KeyPolicy.attached(parsed, to: keyARN), rule: .mustAllow,
            conditionKeys: { $0 == "kms:calleraccount" ? .one(scope.account.description) : nil })
        check.refusal = KeyPolicy.locksOut
        return check
    }
}
