import Essentials
import PolicyEngine

/// What a policy file is of.
public enum PolicyFileType: String, Sendable, CaseIterable {
    case scp, rcp, identity, resource, trust, boundary, session

    public var kind: PolicyKind {
        switch self {
        case .scp: .serviceControl
        case .rcp: .resourceControl
        case .identity: .identity
        case .resource: .resource
        case .trust: .trust
        case .boundary: .permissionsBoundary
        case .session: .session
        }
    }

    /// By the file's place in a folder of policies; else a document that names principals is a resource's, or a role's
    /// where it names no resource.
    public init(of path: String, _ document: [UInt8]) {
        let parts = path.split(separator: "/").map { $0.hasSuffix(".json") ? String($0.dropLast(5)) : String($0) }
        if let named = parts.reversed().lazy.compactMap(PolicyFileType.init(rawValue:)).first {
            self = named
            return
        }
        let statement = (try? JSON(parsing: document))?["Statement"].flatMap { $0.array?.first ?? $0 }
        let hasPrincipal = statement?["Principal"] != nil || statement?["NotPrincipal"] != nil
        let hasResource = statement?["Resource"] != nil || statement?["NotResource"] != nil
        self = !hasPrincipal ? .identity : hasResource ? .resource : .trust
    }
}
