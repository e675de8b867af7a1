/// What a policy, or several that count as one, says to a request.
public enum PolicyOutcome: String, Hashable, Sendable {
    case allows
    /// A statement that applies says Deny.
    case denies
    /// No statement applies.
    case silent

    init(of effects: some Sequence<Effect>) {
        self = effects.reduce(.silent) { $1 == .deny || $0 == .denies ? .denies : .allows }
    }

    /// What policies say together: a deny overrides, and one that allows is enough.
    init(of outcomes: some Sequence<PolicyOutcome>) {
        self = outcomes.reduce(.silent) { together, next in
            together == .denies || next == .denies ? .denies : next == .allows ? .allows : together
        }
    }
}
