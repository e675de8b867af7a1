import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// Lets a service into the organization; one that is in already stays so.
    func enableAWSServiceAccess(
        _ input: EnableAWSServiceAccessRequest, for member: Authorized<Member>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let organization = member.value.organization
        let service = try Self.trustedService(input.servicePrincipal)
        guard organization.featureSet == .all else { throw AWSError.notAllFeatures }
        let access = ServiceAccessRecord(
            organizationID: organization.id, servicePrincipal: service.principal, enabledAt: scope.now)
        return Change { transaction in
            if try !transaction.hasAccess(service.principal, to: organization) { try transaction.put(access) }
            return EmptyStructure()
        }
    }

    /// Shuts a service out. Whoever administers it for the organization does so no longer.
    func disableAWSServiceAccess(
        _ input: DisableAWSServiceAccessRequest, for member: Authorized<Member>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let organization = member.value.organization
        let service = try Self.trustedService(input.servicePrincipal)
        return Change { transaction in
            try transaction.requireNoPolicies(of: service, in: organization)
            let key = ServiceAccessRecord.key(organization.id, service.principal)
            try transaction.delete(ServiceAccessRecord.self, key)
            for var account in try transaction.administrators(of: service.principal, in: organization) {
                account.delegations.removeAll { $0.servicePrincipal == service.principal }
                try transaction.put(account)
            }
            return EmptyStructure()
        }
    }

    /// In order of service principal.
    func listAWSServiceAccessForOrganization(
        _ input: ListAWSServiceAccessForOrganizationRequest, for member: Authorized<Member>, in scope: RequestScope
    ) async throws -> ListAWSServiceAccessForOrganizationResponse {
        let page = try await page(
            ServiceAccessRecord.self, where: .equals(.organization, .string(member.value.organization.id)), input,
            for: scope)
        let services = page.elements.map {
            EnabledServicePrincipal(servicePrincipal: $0.servicePrincipal, dateEnabled: $0.enabledAt)
        }
        return ListAWSServiceAccessForOrganizationResponse(
            enabledServicePrincipals: services, nextToken: page.nextToken)
    }

    static func trustedService(_ principal: String) throws(AWSError) -> TrustedService {
        guard let service = TrustedService.named(principal) else {
            throw .invalidInput("UNRECOGNIZED_SERVICE_PRINCIPAL", "You specified an unrecognized service principal.")
        }
        return service
    }
}

extension ReadTransaction {
    /// The accounts that administer a service for the organization: a handful.
    func administrators(
        of servicePrincipal: String, in organization: OrganizationRecord
    ) throws -> [AccountRecord] {
        let isAdministrator = Predicate.equals(
            .delegation, .string(AccountRecord.delegation(organization.id, servicePrincipal)))
        return try query(AccountRecord.self, in: .account(nil), where: isAdministrator, limit: 100).records.map(
            \.record)
    }

    /// A service that carries out policies stays in while they are enabled.
    fileprivate func requireNoPolicies(of service: TrustedService, in organization: OrganizationRecord) throws {
        let enabled = try get(RootRecord.self, RootRecord.key(organization.rootID))?.record.enabledPolicyTypes ?? []
        guard !enabled.contains(where: { $0.carrier == service.principal }) else {
            throw AWSError.constraint(
                "POLICY_TYPE_ENABLED_FOR_THIS_SERVICE",
                "You must disable the policy type before you disable access for the service that carries it out.")
        }
    }
}

extension PolicyType {
    /// The service that must have access to the organization for policies of the type to be enabled; nil where none.
    var carrier: String? {
        switch self {
        case .securityhubPolicy: "securityhub.amazonaws.com"
        case .inspectorPolicy: "inspector2.amazonaws.com"
        case .bedrockPolicy: "bedrock.amazonaws.com"
        case .networkSecurityDirectorPolicy: "network-security-director.amazonaws.com"
        default: nil
        }
    }
}
