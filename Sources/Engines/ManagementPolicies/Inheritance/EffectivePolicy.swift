import Essentials

/// What the policies above and on an account come to.
///
/// Source: Organizations user guide, "Understanding declarative policy inheritance" and the pages below it.
public struct EffectivePolicy: Sendable {
    /// A policy where it is attached.
    public struct Attachment: Sendable {
        /// `p-…`
        public let id: String
        public let policy: ManagementPolicy

        public init(id: String, policy: ManagementPolicy) {
            self.id = id
            self.policy = policy
        }
    }

    public let type: ManagementPolicyType
    /// The document, without operators.
    public let content: JSON
    /// What the merged policy lacks or has too much of, in the order of the document; empty where it is valid.
    public let errors: [EffectivePolicyError]

    /// - Parameter levels: the policies of the root, of each organizational unit on the way and of the account, each
    ///   level in the order of attachment; all of `type`.
    public init(of type: ManagementPolicyType, merging levels: [[Attachment]]) {
        var root = EffectiveNode(name: "")
        for level in levels where !level.isEmpty {
            root.merge(level.map { EffectiveNode.Contribution(policy: $0.id, node: $0.policy.root) })
        }
        self.type = type
        content = root.json
        errors = EffectivePolicyCheck(type: type).errors(in: root, written: content)
    }

    public var isValid: Bool { errors.isEmpty }
}

extension EffectiveNode {
    /// Nodes that only carry operators for children, or whose values were all removed, are left out.
    var json: JSON {
        if let value { return value.json }
        return .object(JSON.Object(presentMembers.map { JSON.Object.Member(name: $0.name, value: $0.json) }))
    }
}
