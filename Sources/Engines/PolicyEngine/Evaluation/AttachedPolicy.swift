/// A compiled policy and where it comes from.
///
/// A class, so that the same value serves every request of every principal that the policy is attached to.
public final class AttachedPolicy: Sendable {
    public let policy: Policy
    public let source: PolicySource
    /// The policy's own, held here so that a question about services alone touches nothing else.
    let denials: StatementIndex
    let allowances: StatementIndex

    public init(_ policy: Policy, from source: PolicySource) {
        self.policy = policy
        self.source = source
        denials = policy.denials
        allowances = policy.allowances
    }
}
