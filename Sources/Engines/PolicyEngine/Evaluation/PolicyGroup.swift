/// Policies of one type, of which one that allows is enough; of an organization's policies, those of one level.
public struct PolicyGroup: Hashable, Sendable {
    public let kind: PolicySource.Kind
    /// Of service and resource control policies: how far below the root, from 0. Every level has to allow.
    public let level: Int?
    /// Empty where nothing is attached to a level.
    public let policies: [ConsultedPolicy]

    public init(kind: PolicySource.Kind, level: Int? = nil, policies: [ConsultedPolicy]) {
        self.kind = kind
        self.level = level
        self.policies = policies
    }

    public var outcome: PolicyOutcome { PolicyOutcome(of: policies.map(\.outcome)) }

    /// The root, organizational unit or account of a level; nil where nothing is attached to it.
    public var attachedTo: String? { policies.first?.source.attachedTo }
}
