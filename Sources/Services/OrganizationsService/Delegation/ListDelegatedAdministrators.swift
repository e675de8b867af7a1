import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// Of one service, or of any. In order of account id.
    func listDelegatedAdministrators(
        _ input: ListDelegatedAdministratorsRequest, of member: Authorized<Member>, in scope: RequestScope
    ) async throws -> ListDelegatedAdministratorsResponse {
        let organization = member.value.organization
        let service = try input.servicePrincipal.map(Self.trustedService)
        let value = service.map { AccountRecord.delegation(organization.id, $0.principal) } ?? organization.id
        let page = try await page(
            AccountRecord.self, where: .equals(.delegation, .string(value)), input, for: scope)
        let administrators = page.elements.map {
            DelegatedAdministrator(of: $0, for: service, in: organization)
        }
        return ListDelegatedAdministratorsResponse(
            delegatedAdministrators: administrators, nextToken: page.nextToken)
    }

    /// In order of service principal.
    func listDelegatedServicesForAccount(
        _ input: ListDelegatedServicesForAccountRequest, of account: Authorized<Held<AccountRecord>>,
        in scope: RequestScope
    ) throws -> ListDelegatedServicesForAccountResponse {
        let account = account.value.resource
        guard !account.delegations.isEmpty else { throw AWSError.accountNotRegistered }
        let page = try page(
            of: account.delegations, list: "organizations.delegations/\(account.id)", at: \.servicePrincipal, input)
        let services = page.elements.map {
            DelegatedService(servicePrincipal: $0.servicePrincipal, delegationEnabledDate: $0.enabledAt)
        }
        return ListDelegatedServicesForAccountResponse(delegatedServices: services, nextToken: page.nextToken)
    }
}

extension DelegatedAdministrator {
    /// Without a service, the date is that of the account's first delegation.
    init(of account: AccountRecord, for service: TrustedService?, in organization: OrganizationRecord) {
        let dates = account.delegations.filter { service == nil || $0.servicePrincipal == service?.principal }
        self.init(
            id: account.id.description, arn: account.arn(in: organization), email: account.email, name: account.name,
            status: account.status, state: account.state, joinedMethod: account.membership?.joinedMethod,
            joinedTimestamp: account.membership?.joinedAt, delegationEnabledDate: dates.map(\.enabledAt).min())
    }
}
