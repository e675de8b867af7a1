import Essentials
import PolicyEngine
import ServiceKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder of policy files, evaluated without a server.
///
///     identity/*.json         of the principal
///     boundary.json           its permissions boundary
///     session/*.json          session policies
///     scp/LEVEL/*.json        service control policies; the levels are in order of name, the root first
///     rcp/LEVEL/*.json        resource control policies, likewise
///     resource.json           of the resource; trust.json where that is a role
///
/// What is not there binds nothing; a level without files allows nothing.
struct PolicyFolder: Sendable {
    let policies: PolicySet

    /// - Throws: ``PolicyFileError``
    init(reading path: String, for question: AccessQuestion) throws(PolicyFileError) {
        guard Self.isDirectory(path) else { throw PolicyFileError(path: path, reason: "there is no such folder") }
        let reader = Reader(root: path, question: question)
        var set = PolicySet()
        set.identity = try reader.policies(in: "identity", as: .identity, .identity)
        set.session = try reader.policies(in: "session", as: .session, .session)
        set.permissionsBoundary = try reader.policy("boundary.json", as: .permissionsBoundary, .permissionsBoundary)
        set.serviceControl = try reader.levels(in: "scp", as: .serviceControl, .serviceControl)
        set.resourceControl = try reader.levels(in: "rcp", as: .resourceControl, .resourceControl)
        set.resource = try reader.policy("resource.json", as: .resource, .resource)
        if set.resource == nil { set.resource = try reader.policy("trust.json", as: .trust, .trust) }
        // Key policies and trust policies have to allow; most others stand beside identity policies.
        let hasToAllow = question.action.lowercased().hasPrefix("kms:") || set.resource?.policy.kind == .trust
        if set.resource != nil, hasToAllow { set.resourcePolicyRule = .mustAllow }
        policies = set
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    }

    private struct Reader {
        let root: String
        let question: AccessQuestion

        func levels(
            in folder: String, as kind: PolicyKind, _ source: PolicySource.Kind
        ) throws(PolicyFileError) -> [[AttachedPolicy]] {
            var levels: [[AttachedPolicy]] = []
            for level in names(in: folder) where PolicyFolder.isDirectory("\(root)/\(folder)/\(level)") {
                levels.append(try policies(in: "\(folder)/\(level)", as: kind, source, attachedTo: level))
            }
            return levels
        }

        func policies(
            in folder: String, as kind: PolicyKind, _ source: PolicySource.Kind, attachedTo: String? = nil
        ) throws(PolicyFileError) -> [AttachedPolicy] {
            var policies: [AttachedPolicy] = []
            for name in names(in: folder) where name.hasSuffix(".json") {
                let policy = try policy("\(folder)/\(name)", as: kind, source, attachedTo: attachedTo)
                if let policy { policies.append(policy) }
            }
            return policies
        }

        /// Nil where there is no such file.
        func policy(
            _ name: String, as kind: PolicyKind, _ source: PolicySource.Kind, attachedTo: String? = nil
        ) throws(PolicyFileError) -> AttachedPolicy? {
            let path = "\(root)/\(name)"
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            let document = try PolicyFile.read(path)
            do throws(PolicyError) {
                return AttachedPolicy(
                    try Policy(parsing: document, as: kind),
                    from: PolicySource(kind: source, name: name, attachedTo: attachedTo ?? holder(of: source)))
            } catch { throw PolicyFileError(path: path, reason: error.message) }
        }

        private func holder(of source: PolicySource.Kind) -> String {
            source == .resource || source == .trust ? question.resource : question.principal
        }

        private func names(in folder: String) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []).sorted()
        }
    }
}

/// A file that holds no policy, or a folder that holds none.
public struct PolicyFileError: Error, Sendable, Hashable, CustomStringConvertible {
    public let path: String
    public let reason: String

    public var description: String { "\(path): \(reason)" }
}

/// Reads files of policies, none longer than any service takes.
public enum PolicyFile {
    private static let mostBytes = 1 << 20

    public static func read(_ path: String) throws(PolicyFileError) -> [UInt8] {
        guard let bytes = BoundedFile.bytes(path, maximumBytes: mostBytes) else {
            throw PolicyFileError(path: path, reason: "the file cannot be read, or is longer than 1 MiB")
        }
        return bytes
    }
}
