import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    func registerDelegatedAdministrator(
        _ input: RegisterDelegatedAdministratorRequest, _ account: Authorized<Held<AccountRecord>>,
        in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let organization = account.value.organization
        let service = try Self.delegableService(input.servicePrincipal)
        guard organization.featureSet == .all else { throw AWSError.notAllFeatures }
        return Change { transaction in
            guard var account = try transaction.account(input.accountId, in: organization) else {
                throw AWSError.accountNotFound
            }
            try account.requireFit(for: service, in: organization)
            try transaction.requireRoom(for: service, in: organization)
            account.delegations.append(
                AccountRecord.Delegation(servicePrincipal: service.principal, enabledAt: scope.now))
            account.delegations.sort { $0.servicePrincipal < $1.servicePrincipal }
            try transaction.put(account)
            return EmptyStructure()
        }
    }

    func deregisterDelegatedAdministrator(
        _ input: DeregisterDelegatedAdministratorRequest, _ account: Authorized<Held<AccountRecord>>,
        in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let organization = account.value.organization
        let service = try Self.delegableService(input.servicePrincipal)
        return Change { transaction in
            guard var account = try transaction.account(input.accountId, in: organization) else {
                throw AWSError.accountNotFound
            }
            let remaining = account.delegations.filter { $0.servicePrincipal != service.principal }
            guard remaining.count < account.delegations.count else { throw AWSError.accountNotRegistered }
            account.delegations = remaining
            try transaction.put(account)
            return EmptyStructure()
        }
    }

    private static func delegableService(_ principal: String) throws(AWSError) -> TrustedService {
        let service = try trustedService(principal)
        guard service.administrators > 0 else {
            throw .invalidInput(
                "UNRECOGNIZED_SERVICE_PRINCIPAL",
                "You specified a service principal that does not support delegated administrators.")
        }
        return service
    }
}

extension AccountRecord {
    fileprivate func requireFit(for service: TrustedService, in organization: OrganizationRecord) throws(AWSError) {
        guard id != organization.managementAccount else {
            throw .constraint(
                "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
                "You cannot register the management account as a delegated administrator for your organization.")
        }
        guard state == .active else {
            throw .constraint(
                "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
                "You cannot register a suspended account as a delegated administrator.")
        }
        guard !delegations.contains(where: { $0.servicePrincipal == service.principal }) else {
            throw AWSError(
                .accountAlreadyRegisteredException,
                "The provided account is already a delegated administrator for your organization.")
        }
    }
}

extension ReadTransaction {
    fileprivate func requireRoom(for service: TrustedService, in organization: OrganizationRecord) throws {
        guard try hasAccess(service.principal, to: organization) else {
            throw AWSError.constraint(
                "SERVICE_ACCESS_NOT_ENABLED", "You must enable service access before you register an administrator.")
        }
        let registered = try administrators(of: service.principal, in: organization).count
        guard registered < service.administrators else {
            throw service.administrators == 1
                ? AWSError.constraint(
                    "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE",
                    "A delegated administrator exists for this service. Deregister it first.")
                : AWSError.constraint(
                    "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED",
                    "You have exceeded the allowed number of delegated administrators for the service.")
        }
    }
}

extension AWSError {
    static let accountNotRegistered = AWSError(
        .accountNotRegisteredException,
        "The provided account is not a registered delegated administrator for your organization.")
}
