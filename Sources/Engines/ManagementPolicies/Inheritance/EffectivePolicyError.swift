/// What is wrong with an effective policy, as `ListEffectivePolicyValidationErrors` tells it.
public struct EffectivePolicyError: Hashable, Sendable {
    /// Source: Organizations user guide, "About invalid effective policy alerts".
    public enum Code: String, Hashable, Sendable {
        case elementsTooMany = "ELEMENTS_TOO_MANY"
        case elementsTooFew = "ELEMENTS_TOO_FEW"
        case keyRequired = "KEY_REQUIRED"
        /// The page says that a tag policy can be too large, and names no code for it.
        case tooLarge = "POLICY_SIZE_LIMIT_EXCEEDED"
    }

    public let code: Code
    public let message: String
    /// Keys joined by slashes: `plans/daily/rules`.
    public let path: String
    /// The ids of the policies that brought it about.
    public let contributingPolicies: [String]
}
