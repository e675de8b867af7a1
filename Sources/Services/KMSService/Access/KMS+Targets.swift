import AWSProtocols
import Essentials
import KMSModel
import PolicyEngine
import ServiceKit

extension KMS {
    /// The CloudFormation type of a key, for audit records.
    static let keyType = "AWS::KMS::Key"
    static let aliasType = "AWS::KMS::Alias"

    /// The key that a call names, and what must be asked before the call may act on it.
    func key(
        _ text: String, _ forms: KeyIdentifier.Forms = .keysOnly, for call: KeyCall, in scope: RequestScope
    ) throws -> Target<LoadedKey> {
        try requireGenuine(call.grantTokens)
        let entry = try find(text, forms, for: call, in: scope)
        return Target(entry.key, check(entry.key, alias: entry.alias, for: call, in: scope))
    }

    /// The same without the question, for calls that ask several or depend on what was found.
    func find(
        _ text: String, _ forms: KeyIdentifier.Forms = .keysOnly, for call: KeyCall, in scope: RequestScope
    ) throws -> KeyDirectory.Entry {
        do {
            return try directory.find(text, forms: forms, in: scope)
        } catch let missing as KeyDirectory.Missing {
            throw TargetNotFound(missing.error, check: check(missing, for: call, in: scope))
        } catch let error as AWSError where error.isInvalidARN && !call.action.reportsInvalidARNs {
            throw AWSError(.notFoundException, error.message)
        }
    }

    /// The question whether the caller may make this call on this key.
    func check(
        _ key: LoadedKey, alias: String? = nil, for call: KeyCall, in scope: RequestScope
    ) -> AccessCheck {
        let conditions = KeyConditions(
            key: key, call: call, alias: alias, callerAccount: scope.account, directory: directory)
        let isOwn = key.record.account == scope.account
        var check = AccessCheck(
            action: call.action.name, resource: key.arn, account: key.record.account,
            policy: isOwn || call.action.isForOtherAccounts ? key.policy : nil,
            rule: .mustAllow, auditType: Self.keyType, grant: grantCheck(key, call, scope.caller),
            conditionKeys: { conditions.value(forKey: $0) })
        if call.action.sharesQuota {
            check.sharedQuota = SharedQuota(key.record.spec).rawValue
            check.auditDetails = key.held?.auditDetails
        }
        return check
    }

    private func grantCheck(
        _ key: LoadedKey, _ call: KeyCall, _ caller: Caller
    ) -> (@Sendable () -> Bool)? {
        guard let operation = call.action.grantOperation else { return nil }
        return { key.grants.allow(operation, to: caller, call: call) }
    }

    /// Without a key there is no key policy: identity policies alone tell whether the caller may know that.
    private func check(
        _ missing: KeyDirectory.Missing, for call: KeyCall, in scope: RequestScope
    ) -> AccessCheck {
        let account = scope.account.description
        return AccessCheck(
            action: call.action.name, resource: missing.arn, account: missing.account,
            conditionKeys: { $0 == "kms:calleraccount" ? .one(account) : call.conditions($0) })
    }

    /// The question of an operation that acts on no key in particular.
    func noKey(
        for action: KMSAction, in scope: RequestScope,
        conditions: @escaping @Sendable (_ key: String) -> ContextValue? = { _ in nil }
    ) -> Target<Void> {
        let account = scope.account
        var check = AccessCheck(
            action: action.name, account: account,
            conditionKeys: { $0 == "kms:calleraccount" ? .one(account.description) : conditions($0) })
        if action.sharesQuota { check.sharedQuota = SharedQuota.symmetric.rawValue }
        return Target((), check)
    }
}

extension AWSError {
    fileprivate var isInvalidARN: Bool { kind == .modelled(KMSErrorCode.invalidArnException.rawValue) }
}
