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
    /// Only where it was asked for.
    public let explanation: Explanation?

    public var isAllowed: Bool { outcome == .allowed }

    /// The end of an access-denied message, such as `because no identity-based policy allows the kms:Encrypt action`
    /// or `with an explicit deny in a service control policy`; nil where the request is allowed.
    ///
    /// Source: IAM user guide, "Troubleshoot access denied error messages".
    public func denialReason(for action: ActionName) -> String? {
        guard outcome != .allowed, let decidedBy else { return nil }
        guard outcome == .explicitlyDenied else {
            return "because no \(decidedBy.rawValue) allows the \(action) action"
        }
        let article = decidedBy == .identity ? "an" : "a"
        return "with an explicit deny in \(article) \(decidedBy.rawValue)"
    }
}
