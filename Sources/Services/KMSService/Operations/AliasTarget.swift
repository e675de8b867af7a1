import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Store

/// An alias and the keys that a call ties it to, or takes it away from.
struct AliasTarget: Sendable {
    let name: String
    let arn: String
    /// The key that the alias names, or is to name from now on.
    let key: LoadedKey
    /// The key that the alias named before, where it is being moved.
    var previous: LoadedKey?

    init(_ name: AliasName, _ key: LoadedKey, previous: LoadedKey? = nil, in scope: RequestScope) {
        self.name = name.text
        arn = ARN.kmsAlias(scope.account, scope.region, name.text).description
        self.key = key
        self.previous = previous
    }

    /// The key that the alias named when the caller was asked about.
    var authorized: LoadedKey { previous ?? key }

    var notFound: AWSError { AWSError(.notFoundException, "Alias \(arn) is not found.") }

    /// An alias moves only between keys of one kind and use: what is called by it must go on working.
    func requireSameSort() throws(AWSError) {
        guard let old = previous?.record else { return }
        let new = key.record
        let isSameKind =
            old.spec.isAsymmetric == new.spec.isAsymmetric && (old.spec.family == .hmac) == (new.spec.family == .hmac)
        guard isSameKind, old.usage == new.usage else {
            throw .validation(
                "The alias \(arn) cannot be moved from a key of KeySpec \(old.spec.rawValue) and KeyUsage "
                    + "\(old.usage.rawValue) to one of \(new.spec.rawValue) and \(new.usage.rawValue).")
        }
    }
}

/// Permission is needed for the alias, by identity policies, and for each key, by its key policy.
/// Source: AWS KMS developer guide, "Controlling access to aliases".
extension KMS {
    func newAlias(_ input: CreateAliasRequest, in scope: RequestScope) throws -> Target<AliasTarget> {
        let name = try AliasName(input.aliasName)
        let key = try key(input.targetKeyId, for: KeyCall(.createAlias), in: scope)
        let alias = AliasTarget(name, key.resource, in: scope)
        return Target(alias, checks: [check(alias, .createAlias, in: scope)] + key.checks)
    }

    func aliasAndKeys(_ input: UpdateAliasRequest, in scope: RequestScope) throws -> Target<AliasTarget> {
        let name = try AliasName(input.aliasName)
        let call = KeyCall(.updateAlias)
        let old = try find(name.text, .keysAndAliases, for: call, in: scope)
        let new = try key(input.targetKeyId, for: call, in: scope)
        let alias = AliasTarget(name, new.resource, previous: old.key, in: scope)
        let checks = [check(alias, .updateAlias, in: scope), check(old.key, for: call, in: scope)]
        return Target(alias, checks: checks + new.checks)
    }

    func aliasAndKey(_ input: DeleteAliasRequest, in scope: RequestScope) throws -> Target<AliasTarget> {
        let name = try AliasName(input.aliasName)
        let call = KeyCall(.deleteAlias)
        let key = try find(name.text, .keysAndAliases, for: call, in: scope).key
        let alias = AliasTarget(name, key, in: scope)
        return Target(alias, check(alias, .deleteAlias, in: scope), check(key, for: call, in: scope))
    }

    private func check(_ alias: AliasTarget, _ action: KMSAction, in scope: RequestScope) -> AccessCheck {
        let account = scope.account.description
        return AccessCheck(
            action: action.name, resource: alias.arn, account: scope.account, auditType: Self.aliasType,
            conditionKeys: { $0 == "kms:calleraccount" ? .one(account) : nil })
    }
}
