import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// What the caller's account has been asked, whether or not it is in an organization.
    func listHandshakesForAccount(
        _ input: ListHandshakesForAccountRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListHandshakesForAccountResponse {
        try input.filter?.requireOne()
        let account = try store.readNow { try $0.accountOrStandIn(scope.account) }
        let names = [account.id.description, account.email.lowercased()]
        let isWanted: Predicate =
            if let action = input.filter?.actionType {
                .isIn(.received, names.map { .string(HandshakeRecord.filed($0, action)) })
            } else {
                .isIn(.recipient, names.map(IndexValue.string))
            }
        let page = try await page(HandshakeRecord.self, where: isWanted.and(input.filter), input, for: scope)
        return ListHandshakesForAccountResponse(
            handshakes: page.elements.map { Handshake(of: $0, at: scope.now) }, nextToken: page.nextToken)
    }

    /// What the organization has asked.
    func listHandshakesForOrganization(
        _ input: ListHandshakesForOrganizationRequest, of member: Authorized<Member>, in scope: RequestScope
    ) async throws -> ListHandshakesForOrganizationResponse {
        try input.filter?.requireOne()
        let organization = member.value.organization.id
        let isWanted: Predicate =
            if let action = input.filter?.actionType {
                .equals(.sent, .string(HandshakeRecord.filed(organization, action)))
            } else {
                .equals(.organization, .string(organization))
            }
        let page = try await page(HandshakeRecord.self, where: isWanted.and(input.filter), input, for: scope)
        return ListHandshakesForOrganizationResponse(
            handshakes: page.elements.map { Handshake(of: $0, at: scope.now) }, nextToken: page.nextToken)
    }
}

extension HandshakeFilter {
    fileprivate func requireOne() throws(AWSError) {
        guard actionType == nil || parentHandshakeId == nil else {
            throw .invalidInput("MAX_LIMIT_EXCEEDED_FILTER", "You can specify only one filter parameter.")
        }
    }
}

extension Predicate {
    fileprivate func and(_ filter: HandshakeFilter?) -> Predicate {
        guard let parent = filter?.parentHandshakeId else { return self }
        return .and([.equals(.parentHandshake, .string(parent)), self])
    }
}
