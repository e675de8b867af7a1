import Essentials

/// The users and roles that a policy document names, by the unique ids that they had when the document was saved.
///
/// A saved policy means those very users and roles: it follows one that is renamed, and whoever is made anew under the
/// name of one that was deleted is another.
/// Source: IAM user guide, "AWS JSON policy elements: Principal".
public struct PolicyPrincipals: Codable, Hashable, Sendable {
    /// By the name that the document has for them.
    private let ids: [String: String]

    /// Throws ``NoSuchPrincipal`` where the document names one that does not exist.
    public init(of document: String, in directory: any PrincipalDirectory) async throws {
        var ids: [String: String] = [:]
        for name in Self.names(in: document) where ids[name] == nil {
            guard try await directory.exists(name) else { throw NoSuchPrincipal(name: name) }
            if let id = try await directory.uniqueID(of: name) { ids[name] = id }
        }
        self.ids = ids
    }

    /// The document as it is to be evaluated: with unique ids.
    public func bind(_ document: String) -> String { Self.rename(ids, in: document) }

    /// The document as it is to be shown: with the names of today, and the unique id alone of whoever is gone.
    public func show(_ document: String, in directory: any PrincipalDirectory) async throws -> String {
        var names: [String: String] = [:]
        for (name, id) in ids {
            let today = try await directory.name(of: id) ?? id
            if today != name { names[name] = today }
        }
        return Self.rename(names, in: document)
    }
}

/// A policy document names a principal that does not exist.
public struct NoSuchPrincipal: Error {
    public let name: String
}

extension PolicyPrincipals {
    private static let elements = ["Principal", "NotPrincipal"]

    /// The accounts, users, roles and sessions that the document names.
    private static func names(in document: String) -> [String] {
        let statements = (try? JSON(parsing: document))?["Statement"]?.oneOrMany ?? []
        let principals = statements.flatMap { statement in elements.compactMap { statement[$0]?["AWS"] } }
        return principals.flatMap(\.oneOrMany).compactMap(\.string).filter { $0 != "*" }
    }

    /// A document in which there is nothing to rename comes back byte for byte.
    private static func rename(_ names: [String: String], in document: String) -> String {
        guard !names.isEmpty, let policy = try? JSON(parsing: document) else { return document }
        let renamed = policy.replacing("Statement") { statement in
            elements.reduce(statement) { statement, element in
                statement.replacing(element) { principal in
                    principal.replacing("AWS") { name in
                        name.string.flatMap { names[$0] }.map(JSON.string) ?? name
                    }
                }
            }
        }
        return String(decoding: renamed.bytes, as: UTF8.self)
    }
}

extension JSON {
    /// Policies may write a lone value for an array of one.
    fileprivate var oneOrMany: [JSON] { array ?? [self] }

    /// This object with the value of a member, or each of its elements, replaced.
    fileprivate func replacing(_ member: String, by change: (JSON) -> JSON) -> JSON {
        guard var object, let value = object[member] else { return self }
        object[member] = value.array.map { .array($0.map(change)) } ?? change(value)
        return .object(object)
    }
}
