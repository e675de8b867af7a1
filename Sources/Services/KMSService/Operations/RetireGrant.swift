import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Store

extension KMS {
    /// The grant itself says who may retire it, and the accounts that own the key or made the grant may let others.
    /// The key policy has no say. Source: AWS KMS developer guide, "Retiring and revoking grants".
    func retirableGrant(_ input: RetireGrantRequest, in scope: RequestScope) throws -> Target<GrantRecord> {
        let grant = try grant(of: input, in: scope)
        let caller = scope.caller
        let isDelegated = grant.accountsThatRetire.contains(caller.account)
        let check = AccessCheck(
            action: KMSAction.retireGrant.name, resource: grant.keyARN,
            account: isDelegated ? caller.account : grant.account,
            rule: isDelegated ? .grantsAlongsideIdentity : .mustAllow, auditType: Self.keyType,
            grant: { grant.namesRetirer(caller) },
            conditionKeys: { grant.retirementCondition(caller.account, forKey: $0) })
        return Target(grant, check)
    }

    func retireGrant(
        _ input: RetireGrantRequest, _ grant: Authorized<GrantRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        try requireNoDryRun(input.dryRun)
        return delete(grant.value)
    }

    func revokeGrant(
        _ input: RevokeGrantRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let record = key.value.record
        let grant = try self.grant(GrantRecord.key(record.account, record.region, keyID: record.id, id: input.grantId))
        try requireNoDryRun(input.dryRun)
        return delete(grant)
    }

    private func delete(_ grant: GrantRecord) -> Change<EmptyStructure> {
        Change { transaction in
            guard try transaction.remove(grant) else { throw Self.noGrant(grant.id) }
            return EmptyStructure()
        }
    }

    /// A grant token stands alone; a grant id needs its key.
    private func grant(of input: RetireGrantRequest, in scope: RequestScope) throws -> GrantRecord {
        if let token = input.grantToken {
            guard input.keyId == nil, input.grantId == nil else { throw Self.ambiguousGrant }
            let named = try GrantToken(opening: token, with: rootKey).grant
            guard named.region == scope.region else { throw GrantToken.invalid }
            return try grant(named)
        }
        guard let keyID = input.keyId, let grantID = input.grantId else { throw Self.ambiguousGrant }
        let key = try find(keyID, for: KeyCall(.retireGrant), in: scope).key.record
        return try grant(GrantRecord.key(key.account, key.region, keyID: key.id, id: grantID))
    }

    private func grant(_ key: RecordKey) throws -> GrantRecord {
        guard let grant = try store.get(GrantRecord.self, key)?.record else {
            throw Self.noGrant(String(key.id.drop { $0 != "/" }.dropFirst()))
        }
        return grant
    }

    private static func noGrant(_ id: String) -> AWSError {
        guard id.utf8.count == 64, Hex.decode(id) != nil else {
            return AWSError(.invalidGrantIdException, "The grant ID \(id) is not valid.")
        }
        return AWSError(.notFoundException, "Grant ID \(id) not found")
    }

    private static let ambiguousGrant = AWSError.validation(
        "Specify either a grant token, or both a grant ID and a key ID")
}

extension GrantRecord {
    /// Whether the grant itself lets the caller retire it.
    func namesRetirer(_ caller: Caller) -> Bool {
        let names = caller.granteeNames
        if let retiringPrincipal, names.contains(retiringPrincipal) { return true }
        return operations.contains(.retireGrant) && names.contains(grantee) && isStillFor(caller)
    }

    /// Whose identity policies can give `kms:RetireGrant` for this grant.
    fileprivate var accountsThatRetire: Set<AccountID> {
        var accounts: Set = [issuingAccount, account]
        if let retiringPrincipal, let arn = ARN(retiringPrincipal), arn.resource == "root",
            let retirer = AccountID(arn.account)
        {
            accounts.insert(retirer)
        }
        return accounts
    }
}
