import PolicyEngine
import ServiceKit

/// A policy document as it is stored, and on whom it hangs.
struct StoredPolicy: Sendable {
    let document: String
    /// Attached by ARN, rather than part of its holder.
    let isManaged: Bool
    let holderType: IAMEntityType
    let holderName: String
    let source: PolicySource

    init<Entity: IAMEntity>(document: String, isManaged: Bool, holder: Entity, source: PolicySource) {
        self.document = document
        self.isManaged = isManaged
        holderType = Entity.type
        holderName = holder.name
        self.source = source
    }

    func compiled(as kind: PolicyKind) throws(PolicyError) -> AttachedPolicy {
        AttachedPolicy(try Policy(parsing: document, as: kind), from: source)
    }
}

/// The documents that bind a user, group or role.
struct StoredPolicies: Sendable {
    var identity: [StoredPolicy]
    var boundary: StoredPolicy?

    var compiled: CallerPolicies {
        get throws {
            CallerPolicies(
                identity: try identity.map { try $0.compiled(as: .identity) },
                boundary: try boundary?.compiled(as: .permissionsBoundary))
        }
    }
}
