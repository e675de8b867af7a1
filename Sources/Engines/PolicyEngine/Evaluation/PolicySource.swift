/// Where a policy comes from, for explaining decisions.
public struct PolicySource: Hashable, Sendable {
    /// The policy type, as AWS's access-denied messages name it.
    public enum Kind: String, Hashable, Sendable {
        case identity = "identity-based policy"
        case resource = "resource-based policy"
        case trust = "role trust policy"
        case permissionsBoundary = "permissions boundary"
        case session = "session policy"
        case serviceControl = "service control policy"
        case resourceControl = "resource control policy"
    }

    public let kind: Kind
    /// A managed policy's ARN, or an inline policy's name.
    public let name: String
    /// The user, group, role, resource, account, organizational unit or root that it is attached to.
    public let attachedTo: String

    public init(kind: Kind, name: String, attachedTo: String) {
        self.kind = kind
        self.name = name
        self.attachedTo = attachedTo
    }
}
