/// What a policy document is attached to, which settles the grammar it must follow.
///
/// Source: IAM user guide, "Grammar of the IAM JSON policy language"; Organizations user guide, "SCP syntax", "RCP syntax".
public enum PolicyKind: String, Hashable, Sendable, CaseIterable {
    /// Of a user, group or role: names no principal.
    case identity
    /// Of a resource, such as a key policy: every statement names a principal.
    case resource
    /// Of a role: names who may assume it, and no resource.
    case trust
    /// Of a root, organizational unit or account; limits the account's principals.
    case serviceControl
    /// Of a root, organizational unit or account; limits who may use the account's resources.
    case resourceControl
    /// Passed while a session is made: as an identity policy, with complete ARNs only.
    case session
    /// Limits a user or role: as an identity policy.
    case permissionsBoundary
}
