/// The whole story of one decision, for people and machines: what was asked, what every policy said, and which of it
/// decided.
public struct AccessStory: Hashable, Sendable {
    public struct Principal: Hashable, Sendable {
        /// `AIDA…`, `AROA…:session`; nil where it is not known.
        public var id: String?
        public var name: String?
        public var arn: String

        public init(arn: String, id: String? = nil, name: String? = nil) {
            self.id = id
            self.name = name
            self.arn = arn
        }
    }

    public var principal: Principal
    public var action: String
    public var resource: String
    public var outcome: Decision.Outcome
    /// Nil where the account's root user or a grant is what allows.
    public var decidedBy: PolicySource.Kind?
    public var groups: [PolicyGroup]
    /// The statements that made the outcome.
    public var statements: [Explanation.DecidingStatement]
    public var conditionKeys: [ConditionKey]
    /// Whether parts were left out so that it fits where it goes.
    public var isAbridged = false

    /// - Parameter decision: one that was made `explaining`; of another only the outcome is told.
    public init(of request: AccessRequest, by principal: Principal, _ decision: Decision) {
        self.init(
            principal: principal, action: request.action.description, resource: request.resource,
            outcome: decision.outcome, decidedBy: decision.decidedBy, groups: decision.explanation?.groups ?? [],
            statements: decision.explanation?.statements ?? [],
            conditionKeys: decision.explanation?.conditionKeys ?? [])
    }

    init(
        principal: Principal, action: String, resource: String, outcome: Decision.Outcome,
        decidedBy: PolicySource.Kind?, groups: [PolicyGroup], statements: [Explanation.DecidingStatement],
        conditionKeys: [ConditionKey]
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.outcome = outcome
        self.decidedBy = decidedBy
        self.groups = groups
        self.statements = statements
        self.conditionKeys = conditionKeys
    }
}
