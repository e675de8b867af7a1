/// Which accounts of an organization may call an operation, whatever their own policies allow.
/// Source: Organizations API reference, the last sentence of each operation; user guide, "Delegated administrator for
/// AWS services that work with Organizations" and "Create a resource-based delegation policy".
enum Audience: Sendable {
    case managementAccount
    /// The management account, and members whom the organization's resource policy lets in.
    case managers
    /// These, and every member that is a delegated administrator of some service.
    case delegates
    case members
}
