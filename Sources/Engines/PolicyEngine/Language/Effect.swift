/// What a statement does where it applies.
public enum Effect: String, Hashable, Sendable {
    case allow = "Allow"
    case deny = "Deny"
}
