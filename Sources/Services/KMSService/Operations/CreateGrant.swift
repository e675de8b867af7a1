import AWSProtocols
import Essentials
import KMSModel
import PolicyEngine
import ServiceKit
import Store

extension KMS {
    /// How many grants a key may have. Source: AWS KMS developer guide, "Resource quotas".
    static let maximumGrants = 50_000

    func createGrant(
        _ input: CreateGrantRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> Change<CreateGrantResponse> {
        for principal in [input.granteePrincipal, input.retiringPrincipal].compactMap(\.self) {
            try GrantPrincipal.account(of: principal)
            guard try await principals.exists(principal) else { throw GrantPrincipal.invalid(principal) }
        }
        let key = key.value
        let grant = GrantRecord(
            of: key.record, input, try GrantDesign(input, for: key.record), id: Hex.encode(scope.random.bytes(32)),
            granteeID: try await principals.uniqueID(of: input.granteePrincipal), in: scope)
        try key.record.requireEnabled(at: scope.now)
        try requireNoDryRun(input.dryRun)
        return Change { [rootKey] transaction in
            try transaction.current(key).record.requireEnabled(at: scope.now)
            let kept = try transaction.keep(grant)
            let token = try GrantToken.seal(kept, by: rootKey, random: scope.random)
            return CreateGrantResponse(grantToken: token, grantId: kept.id)
        }
    }

    /// A dry run comes here once everything has been found in order.
    func requireNoDryRun(_ isDryRun: Bool?) throws(AWSError) {
        guard isDryRun != true else { throw .dryRun }
    }
}

extension GrantRecord {
    fileprivate init(
        of key: KeyRecord, _ input: CreateGrantRequest, _ design: GrantDesign, id: String, granteeID: String?,
        in scope: RequestScope
    ) {
        self.init(
            account: key.account, region: key.region, keyID: key.id, id: id, name: input.name,
            grantee: input.granteePrincipal, granteeID: granteeID, retiringPrincipal: input.retiringPrincipal,
            operations: design.operations, constraints: design.constraints, issuingAccount: scope.account,
            createdAt: scope.now)
    }

    /// Whether a request for `other` is a retry of the one that made this grant: the same name and parameters.
    fileprivate func isSame(as other: GrantRecord) -> Bool {
        name == other.name && grantee == other.grantee && granteeID == other.granteeID
            && retiringPrincipal == other.retiringPrincipal
            && Set(operations) == Set(other.operations) && constraints == other.constraints
            && issuingAccount == other.issuingAccount
    }
}

extension WriteTransaction {
    /// Stores a grant, unless its request is a retry: then the grant that it made before is the answer.
    fileprivate func keep(_ grant: GrantRecord) throws -> GrantRecord {
        let place = RecordScope.region(grant.account, grant.region)
        if let name = grant.name {
            let index = IndexValue.string(GrantRecord.nameIndex(keyID: grant.keyID, name))
            let namesakes = try all(GrantRecord.self, in: place, where: .equals(GrantRecord.named, index))
            if let earlier = namesakes.first(where: { $0.isSame(as: grant) }) { return earlier }
        }
        try add(grant)
        return grant
    }
}
