import Essentials

/// A root, organizational unit or account, with the accounts in it and below it.
public struct OrganizationPart: Sendable {
    public struct Account: Sendable {
        public let id: AccountID
        /// `o-…/r-…/ou-…/123456789012`
        public let path: String

        public init(id: AccountID, path: String) {
            self.id = id
            self.path = path
        }
    }

    public let managementAccount: AccountID
    public let accounts: [Account]
    /// How many levels there are from the root to this, both included.
    public let depth: Int

    public init(managementAccount: AccountID, accounts: [Account], depth: Int) {
        self.managementAccount = managementAccount
        self.accounts = accounts
        self.depth = depth
    }
}

/// What an account is to the organization that it belongs to.
public struct OrganizationMembership: Sendable, Hashable {
    /// `o-…`
    public let organizationID: String
    public let managementAccount: AccountID
    /// Whether all features are enabled, beyond consolidated billing.
    public let hasAllFeatures: Bool
    /// The principals of the services that the account administers for the organization.
    public let delegatedServices: Set<String>

    public init(
        organizationID: String, managementAccount: AccountID, hasAllFeatures: Bool, delegatedServices: Set<String>
    ) {
        self.organizationID = organizationID
        self.managementAccount = managementAccount
        self.hasAllFeatures = hasAllFeatures
        self.delegatedServices = delegatedServices
    }
}

/// Knows how accounts stand in organizations.
public protocol OrganizationDirectory: Sendable {
    /// Whether an account manages an organization whose service control policies are enabled.
    func controlsAccounts(_ account: AccountID) throws -> Bool

    /// What stands at a path such as `o-…/r-…/ou-…`; nil where nothing does.
    func part(at path: String) throws -> OrganizationPart?

    /// Nil of an account that belongs to no organization.
    func membership(of account: AccountID) throws -> OrganizationMembership?

    /// Whether a service has been let into an organization.
    /// - Parameter service: its principal, such as `cloudtrail.amazonaws.com`
    func trusts(_ service: String, in organizationID: String) throws -> Bool
}

extension OrganizationDirectory {
    public func membership(of account: AccountID) throws -> OrganizationMembership? { nil }
    public func trusts(_ service: String, in organizationID: String) throws -> Bool { false }
}

/// No organization anywhere.
public struct NoOrganizations: OrganizationDirectory {
    public init() {}
    public func controlsAccounts(_ account: AccountID) throws -> Bool { false }
    public func part(at path: String) throws -> OrganizationPart? { nil }
}
