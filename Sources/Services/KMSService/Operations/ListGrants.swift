import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Store

extension KMS {
    func listGrants(
        _ input: ListGrantsRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> ListGrantsResponse {
        let record = key.value.record
        var conditions = [Predicate.equals(GrantRecord.ofKey, .string(record.id))]
        if let grantee = input.granteePrincipal {
            let index = GrantRecord.granteeIndex(keyID: record.id, grantee)
            conditions.append(.equals(GrantRecord.ofGrantee, .string(index)))
        }
        if let id = input.grantId { conditions.append(.equals(GrantRecord.identifier, .string(id))) }
        return ListGrantsResponse(
            try await page(
                GrantRecord.self, in: .region(record.account, record.region), where: .and(conditions),
                PageRequest(input.limit, input.marker, standard: 50), for: scope))
    }

    /// The grants of any account's keys in this region that a principal of the caller's account may retire.
    func listRetirableGrants(
        _ input: ListRetirableGrantsRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListGrantsResponse {
        guard try GrantPrincipal.account(of: input.retiringPrincipal) == scope.account else {
            throw GrantPrincipal.invalid(input.retiringPrincipal)
        }
        let index = GrantRecord.retiringIndex(scope.region, input.retiringPrincipal)
        return ListGrantsResponse(
            try await page(
                GrantRecord.self, in: .everywhere, where: .equals(GrantRecord.ofRetiringPrincipal, .string(index)),
                PageRequest(input.limit, input.marker, standard: 50), for: scope))
    }
}

extension ListGrantsResponse {
    fileprivate init(_ page: MarkedPage<GrantRecord>) {
        self.init(
            grants: page.records.map(GrantListEntry.init(of:)), nextMarker: page.nextMarker,
            truncated: page.isTruncated)
    }
}

extension GrantListEntry {
    init(of grant: GrantRecord) {
        self.init(
            keyId: grant.keyARN, grantId: grant.id, name: grant.name ?? "", creationDate: grant.createdAt,
            granteePrincipal: grant.grantee, retiringPrincipal: grant.retiringPrincipal,
            issuingAccount: "arn:aws:iam::\(grant.issuingAccount):root", operations: grant.operations,
            constraints: grant.constraints.map {
                GrantConstraints(encryptionContextSubset: $0.subset, encryptionContextEquals: $0.equals)
            })
    }
}
