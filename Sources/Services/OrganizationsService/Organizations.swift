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
    let pageTokens: PageTokens

    /// - Parameters:
    ///   - accounts: makes roles in accounts, and closes them
    ///   - pageTokens: the same on every server that shares the store
    public init(store: any Store, accounts: any AccountAdministration, pageTokens: PageTokens) {
        self.store = store
        self.accounts = accounts
        self.pageTokens = pageTokens
    }

    public var operations: [Operation] { organizationOperations + treeOperations }
}
