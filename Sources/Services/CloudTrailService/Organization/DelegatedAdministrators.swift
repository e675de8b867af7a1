import AWSProtocols
import CloudTrailModel
import Essentials
import OrganizationsModel
import PolicyEngine
import ServiceKit

extension CloudTrail {
    /// Asked of the management account alone.
    func delegation<Input>(_ action: ActionName) -> Lookup<Input, OrganizationMembership> {
        { _, scope in
            let check = AccessCheck(action: action, account: scope.account)
            guard let membership = try organizations.membership(of: scope.account) else {
                throw TargetNotFound(.organizationsNotInUse, check: check)
            }
            guard membership.managementAccount == scope.account else {
                let error = AWSError(
                    .notOrganizationManagementAccountException,
                    "The account that makes the request is not the management account of the organization.")
                throw TargetNotFound(error, check: check)
            }
            guard membership.hasAllFeatures else { throw TargetNotFound(.notAllFeatures, check: check) }
            return Target(membership, check)
        }
    }

    /// Has Organizations make a member an administrator of CloudTrail, with the caller's permissions.
    /// Source: CloudTrail API reference, RegisterOrganizationDelegatedAdmin.
    func registerOrganizationDelegatedAdmin(
        _ input: RegisterOrganizationDelegatedAdminRequest, _ membership: Authorized<OrganizationMembership>,
        in scope: RequestScope
    ) async throws -> RegisterOrganizationDelegatedAdminResponse {
        guard AccountID(input.memberAccountId) != nil else { throw Self.invalidAccount(input.memberAccountId) }
        guard try organizations.trusts(Self.principal, in: membership.value.organizationID) else {
            throw AWSError.accessNotEnabled
        }
        try await translatingErrors(of: input.memberAccountId) {
            _ = try await calls.call(
                OrganizationsOperations.registerDelegatedAdministrator,
                RegisterDelegatedAdministratorRequest(
                    accountId: input.memberAccountId, servicePrincipal: Self.principal),
                as: Invoker(Self.principal, .caller(scope)), in: .standard)
        }
        return RegisterOrganizationDelegatedAdminResponse()
    }

    /// Source: CloudTrail API reference, DeregisterOrganizationDelegatedAdmin.
    func deregisterOrganizationDelegatedAdmin(
        _ input: DeregisterOrganizationDelegatedAdminRequest, _ membership: Authorized<OrganizationMembership>,
        in scope: RequestScope
    ) async throws -> DeregisterOrganizationDelegatedAdminResponse {
        guard AccountID(input.delegatedAdminAccountId) != nil else {
            throw Self.invalidAccount(input.delegatedAdminAccountId)
        }
        try await translatingErrors(of: input.delegatedAdminAccountId) {
            _ = try await calls.call(
                OrganizationsOperations.deregisterDelegatedAdministrator,
                DeregisterDelegatedAdministratorRequest(
                    accountId: input.delegatedAdminAccountId, servicePrincipal: Self.principal),
                as: Invoker(Self.principal, .caller(scope)), in: .standard)
        }
        return DeregisterOrganizationDelegatedAdminResponse()
    }

    private static func invalidAccount(_ text: String) -> AWSError {
        AWSError(CloudTrailErrorCode.invalidParameterException, "\(text) is not an account ID.")
    }

    /// Tells in CloudTrail's errors what Organizations has said.
    private func translatingErrors(of account: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as AWSError {
            switch (error.code(in: .json), error.fields["Reason"]) {
            case ("AccountNotFoundException", _):
                throw AWSError(
                    CloudTrailErrorCode.accountNotFoundException, "The account \(account) is not in the organization.")
            case ("AccountAlreadyRegisteredException", _):
                throw AWSError(
                    .accountRegisteredException, "The account \(account) is already a delegated administrator.")
            case ("AccountNotRegisteredException", _):
                throw AWSError(
                    CloudTrailErrorCode.accountNotRegisteredException,
                    "The account \(account) is not a delegated administrator.")
            case (_, .string("CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR")):
                throw AWSError(
                    .cannotDelegateManagementAccountException,
                    "The management account cannot be a delegated administrator.")
            case (_, .string("MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED")):
                throw AWSError(
                    .delegatedAdminAccountLimitExceededException,
                    "The organization has as many delegated administrators of CloudTrail as it can have.")
            case ("AccessDeniedException", _):
                throw AWSError(
                    .insufficientDependencyServiceAccessPermissionException,
                    "The caller is not permitted to call AWS Organizations as this takes.")
            default: throw error
            }
        }
    }
}
