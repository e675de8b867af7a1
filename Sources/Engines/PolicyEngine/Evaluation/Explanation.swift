/// Why a decision came out as it did.
public struct Explanation: Hashable, Sendable {
    /// A statement that made the outcome.
    public struct DecidingStatement: Hashable, Sendable {
        public let source: PolicySource
        /// Its place in the document, from 0.
        public let index: Int
        public let sid: String?

        public init(source: PolicySource, index: Int, sid: String?) {
            self.source = source
            self.index = index
            self.sid = sid
        }
    }

    /// What every policy says, in the order in which they are asked. Each level of an organization is a group of its
    /// own, and so is every other policy type of which there is a policy.
    public let groups: [PolicyGroup]
    /// All statements that deny, or those that allow in each policy type that had to; empty for an implicit deny.
    public let statements: [DecidingStatement]
    /// The condition keys that any policy looked at, by name.
    public let conditionKeys: [ConditionKey]

    /// Lower-cased condition keys that the request has and a policy looked at, sorted.
    public var keysFound: [String] { conditionKeys.filter { $0.value != nil }.map(\.name) }
    /// Lower-cased condition keys that a policy looked at and the request does not have, sorted.
    public var keysMissing: [String] { conditionKeys.filter { $0.value == nil }.map(\.name) }

    init(of outcome: Decision.Outcome, groups: [PolicyGroup], trace: EvaluationTrace) {
        self.groups = groups
        conditionKeys = trace.conditionKeys
        let deciding: Effect? =
            switch outcome {
            case .allowed: .allow
            case .explicitlyDenied: .deny
            case .implicitlyDenied: nil
            }
        let asked = outcome == .allowed ? groups.filter { trace.wasAsked($0.kind) } : groups
        var statements: [DecidingStatement] = []
        for policy in asked.flatMap(\.policies) {
            for statement in policy.statements where statement.effect == deciding {
                let entry = DecidingStatement(source: policy.source, index: statement.index, sid: statement.sid)
                // A policy that is attached to a user and to its group speaks once.
                if !statements.contains(entry) { statements.append(entry) }
            }
        }
        self.statements = statements
    }
}
