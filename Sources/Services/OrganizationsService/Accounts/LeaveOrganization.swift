import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// How long an account that was created in an organization has to stay.
    /// Source: Organizations user guide, "Removing a member account from an organization".
    static let minimumMembership = TimeSpan.days(4)

    func removeAccountFromOrganization(
        _ input: RemoveAccountFromOrganizationRequest, _ account: Authorized<Held<AccountRecord>>,
        in scope: RequestScope
    ) -> Change<EmptyStructure> {
        departure(of: account.value.resource.id, from: account.value.organization, at: scope.now)
    }

    func leaveOrganization(
        _ input: EmptyStructure, _ member: Authorized<Member>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        departure(of: member.value.account.id, from: member.value.organization, at: scope.now)
    }

    /// An account's payment details are not asked about: there are none here.
    private func departure(
        of id: AccountID, from organization: OrganizationRecord, at now: Timestamp
    ) -> Change<EmptyStructure> {
        Change { transaction in
            guard let account = try transaction.account(id.description, in: organization) else {
                throw AWSError.accountNotFound
            }
            guard account.id != organization.managementAccount else { throw AWSError.masterCannotLeave }
            try account.requireFreeToLeave(at: now)
            try transaction.leave(account, organization, at: now)
            return EmptyStructure()
        }
    }
}

extension AccountRecord {
    func requireFreeToLeave(at now: Timestamp) throws(AWSError) {
        guard state == .active else {
            throw .constraint(
                "ACCOUNT_CANNOT_LEAVE_ORGANIZATION", "You can't remove an account that is closed or being closed.")
        }
        guard delegations.isEmpty else {
            throw .constraint(
                "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
                "You can't remove an account that is registered as a delegated administrator.")
        }
        guard let membership, membership.joinedMethod == .created else { return }
        guard membership.joinedAt + Organizations.minimumMembership <= now else {
            throw .constraint(
                "WAIT_PERIOD_ACTIVE",
                "You must wait until at least four days after the account was created before you can remove it.")
        }
    }
}
