import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

/// AWS Organizations: a tree of accounts under one management account, and what is laid down for them.
public struct Organizations: Service {
    /// The source of its audit records, and the service principal of its service-linked roles.
    static let principal = "organizations.amazonaws.com"

    public let id = ServiceID.organizations
    public let internalFailure = AWSError(
        .serviceException, "AWS Organizations can't complete your request because of an internal service error.")
    let store: any Store
    let accounts: any AccountAdministration
    let linkedRoles: any ServiceLinkedRoles
    let principals: any PrincipalDirectory
    let pageTokens: PageTokens
    let random: any RandomSource
    let effectivePolicies: EffectivePolicies

    /// - Parameters:
    ///   - accounts: makes roles in accounts, and shuts accounts that are closed
    ///   - linkedRoles: makes the role through which Organizations acts in an account
    ///   - principals: knows which principals a resource policy may name
    ///   - pageTokens: the same on every server that shares the store
    ///   - random: for what is done after calls; calls bring their own
    public init(
        store: any Store, accounts: any AccountAdministration, linkedRoles: any ServiceLinkedRoles,
        principals: any PrincipalDirectory,
        pageTokens: PageTokens, random: any RandomSource = SystemRandom()
    ) {
        self.store = store
        self.accounts = accounts
        self.linkedRoles = linkedRoles
        self.principals = principals
        self.pageTokens = pageTokens
        self.random = random
        effectivePolicies = EffectivePolicies(store: store)
    }
}
