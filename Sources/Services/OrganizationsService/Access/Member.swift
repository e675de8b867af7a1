import Essentials
import PolicyEngine

/// The caller's account, as the member of an organization that it is.
struct Member: Sendable {
    let account: AccountRecord
    let organization: OrganizationRecord
    /// The organization's resource policy, which has a say in what other accounts than the management account do.
    var resourcePolicy: AttachedPolicy?

    var isManagement: Bool { account.id == organization.managementAccount }
    var isDelegatedAdministrator: Bool { !account.delegations.isEmpty }
}

/// Something in the caller's organization.
struct Held<Resource: Sendable>: Sendable {
    let member: Member
    let resource: Resource

    var organization: OrganizationRecord { member.organization }
}
