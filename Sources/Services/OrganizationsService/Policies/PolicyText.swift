import AWSProtocols
import ManagementPolicies
import OrganizationsModel
import PolicyEngine

/// Whether a document may be a policy of a type.
enum PolicyText {
    static func check(_ content: String, as type: PolicyType) throws(AWSError) {
        guard content.unicodeScalars.count <= type.quota.characters else {
            throw .constraint(
                "POLICY_CONTENT_LIMIT_EXCEEDED",
                "You attempted to create a policy that is larger than the maximum size.")
        }
        guard isWellFormed(content, type) else { throw .malformedPolicyDocument }
    }

    private static func isWellFormed(_ content: String, _ type: PolicyType) -> Bool {
        if let type = ManagementPolicyType(rawValue: type.rawValue) {
            return (try? ManagementPolicy(parsing: content, as: type)) != nil
        }
        guard let kind = PolicyKind(type), let policy = try? PolicyEngine.Policy(parsing: content, as: kind) else {
            return false
        }
        // Only RCPFullAWSAccess allows.
        return kind != .resourceControl || policy.statements.allSatisfy { $0.effect == .deny }
    }
}

extension PolicyKind {
    /// Nil for the types that do not authorise anything.
    init?(_ type: PolicyType) {
        switch type {
        case .serviceControlPolicy: self = .serviceControl
        case .resourceControlPolicy: self = .resourceControl
        default: return nil
        }
    }
}
