import AWSProtocols
import Essentials
import ServiceKit
import Store

/// The caller's account, as the member of an organization that it is.
struct Member: Sendable {
    let account: AccountRecord
    let organization: OrganizationRecord

    var isManagement: Bool { account.id == organization.managementAccount }
}

/// Something in the caller's organization.
struct Held<Resource: Sendable>: Sendable {
    let member: Member
    let resource: Resource

    var organization: OrganizationRecord { member.organization }
}
