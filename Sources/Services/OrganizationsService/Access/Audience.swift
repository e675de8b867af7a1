/// Which accounts of an organization may call an operation, whatever their policies allow.
enum Audience: Sendable {
    case managementAccount
    /// The management account, a member that is a delegated administrator of some service, and whomever the
    /// organization's resource policy lets in.
    case delegates
    case members
}
