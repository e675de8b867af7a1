/// The answer to an access request.
public struct Decision: Hashable, Sendable {
    public enum Outcome: Hashable, Sendable {
        case allowed
        /// A statement that applies says Deny.
        case explicitlyDenied
        /// Nothing that had to allow did.
        case implicitlyDenied
    }

    public let outcome: Outcome
    /// The policy type that settled it; nil where the account's root user or a grant is what allows.
    public let decidedBy: PolicySource.Kind?
    /// Of an explicit deny: a policy that denies, of the type that settled it.
    public let denyingPolicy: PolicySource?
    /// Only where it was asked for.
    public let explanation: Explanation?

    public var isAllowed: Bool { outcome == .allowed }
}
