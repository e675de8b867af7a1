import Essentials

@testable import ManagementPolicies

/// Parses policies named in the order of their levels and merges them.
func merge(
    _ type: ManagementPolicyType = .tag, _ levels: [[(id: String, document: String)]]
) throws -> EffectivePolicy {
    EffectivePolicy(
        of: type,
        merging: try levels.map { level in
            try level.map { .init(id: $0.id, policy: try ManagementPolicy(parsing: $0.document, as: type)) }
        })
}

func json(_ text: String) throws -> JSON { try JSON(parsing: text) }

extension JSON {
    /// The same value with the members of every object sorted: effective policies are compared without regard to order.
    var sorted: JSON {
        switch self {
        case .object(let object):
            .object(
                JSON.Object(
                    object.members.map { .init(name: $0.name, value: $0.value.sorted) }.sorted { $0.name < $1.name }))
        case .array(let elements): .array(elements.map(\.sorted))
        default: self
        }
    }
}
