import Essentials
import PolicyEngine

/// What organizations have to say of one access check.
public struct Guardrails: Sendable {
    /// Root, each organizational unit, the account: an Allow is needed at every level.
    public var serviceControl: [[AttachedPolicy]]
    public var resourceControl: [[AttachedPolicy]]
    /// Where the caller's account is, and the resource's; nil where that belongs to no organization.
    public var principalPlace: OrganizationPlace?
    public var resourcePlace: OrganizationPlace?

    public init(
        serviceControl: [[AttachedPolicy]] = [], resourceControl: [[AttachedPolicy]] = [],
        principalPlace: OrganizationPlace? = nil, resourcePlace: OrganizationPlace? = nil
    ) {
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
        self.principalPlace = principalPlace
        self.resourcePlace = resourcePlace
    }

    public static let none = Guardrails()
}

/// Where an account stands in its organization.
public final class OrganizationPlace: Sendable {
    /// `o-…`: the value of `aws:PrincipalOrgID` and `aws:ResourceOrgID`.
    public let organizationID: String
    /// `o-…/r-…/ou-…/`: the value of `aws:PrincipalOrgPaths` and `aws:ResourceOrgPaths`.
    public let path: String

    public init(organizationID: String, path: String) {
        self.organizationID = organizationID
        self.path = path
    }
}

/// Knows the organizations of accounts and the policies that stand above them. Answers from memory on the hot path.
public protocol GuardrailProvider: Sendable {
    /// What binds `caller` in what it asks: the service control policies above its own account, and the resource
    /// control policies above the resource's.
    func guardrails(for caller: Caller, asking check: AccessCheck) async throws -> Guardrails
}

/// No organization: nothing stands above an account.
public struct NoGuardrails: GuardrailProvider {
    public init() {}
    public func guardrails(for caller: Caller, asking check: AccessCheck) async throws -> Guardrails { .none }
}
