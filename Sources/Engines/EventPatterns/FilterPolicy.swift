import Essentials

/// A subscription's filter policy: which messages it takes.
///
/// Source: SNS developer guide, "Amazon SNS message filtering".
public struct FilterPolicy: Hashable, Sendable {
    /// What the policy is held against.
    public enum Scope: Hashable, Sendable {
        /// The message's attributes: a flat list of names.
        case attributes
        /// The message itself, where it is a JSON object.
        case body
    }

    public let scope: Scope
    let root: FilterPolicyGroup

    /// Parses a policy of at most 256 KiB. Throws what is wrong with it, in words for its author.
    public init(parsing text: String, scope: Scope) throws(FilterPolicyError) {
        guard text.utf8.count <= 262_144 else { throw .tooLarge }
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: text, maximumDepth: 32) } catch { throw .notJSON }
        guard let object = json.object else { throw .notAnObject }
        let root = try FilterPolicyParser(scope: scope).group(object, level: 1)
        guard root.leafCount <= Self.maximumKeys else { throw .tooManyKeys }
        guard root.combinations(nested: scope == .body) <= Self.maximumCombinations else { throw .tooComplex }
        guard root.wildcardPoints <= Self.maximumWildcardPoints else { throw .tooManyWildcards }
        self.scope = scope
        self.root = root
    }

    private static let maximumKeys = 5
    private static let maximumCombinations = 150
    private static let maximumWildcardPoints = 100

    /// Whether a message with these attributes passes. `exists: false` needs a message that has some.
    public func matches(_ attributes: [String: FilterAttribute]) -> Bool {
        guard !attributes.isEmpty else { return false }
        return root.matches { attributes[$0]?.values }
    }

    /// Whether a message passes by its body. What is no JSON object passes no policy.
    public func matches(body: String) -> Bool {
        guard let json = try? JSON(parsing: body), let object = json.object, !object.isEmpty else { return false }
        return root.matches(object)
    }
}

/// The value of a message attribute as filters see it.
public enum FilterAttribute: Hashable, Sendable {
    case string(String)
    /// The text of a number.
    case number(String)
    /// The text of a JSON array of strings, numbers, true, false and null: the type `String.Array`.
    case array(String)
    /// Filters do not look at binary values, but see that they are there.
    case binary

    var values: [JSON] {
        switch self {
        case .string(let text): return [.string(text)]
        case .number(let text): return Double(text).map { [.number($0)] } ?? []
        case .binary: return []
        case .array(let text):
            return (try? JSON(parsing: text, maximumDepth: 2))?.array ?? [.string(text)]
        }
    }
}

/// What is wrong with a filter policy.
public enum FilterPolicyError: Error, Hashable, Sendable {
    case notJSON
    case notAnObject
    case tooLarge
    case tooManyKeys
    case tooComplex
    case tooManyWildcards
    case nested
    case empty
    case invalid(field: String, reason: String)

    public var message: String {
        switch self {
        case .notJSON: "failed to parse JSON."
        case .notAnObject: "Filter policy must be a JSON object."
        case .tooLarge: "Filter policy is too large"
        case .tooManyKeys: "Filter policy can not have more than 5 keys"
        case .tooComplex: "Filter policy is too complex"
        case .tooManyWildcards:
            "Rule is too complex - try using fewer wildcard characters or fewer repeating "
                + "character sequences after a wildcard character"
        case .nested: "Filter policy scope MessageAttributes does not support nested filter policy"
        case .empty: "Empty objects are not allowed"
        case .invalid(let field, let reason): "\"\(field)\" \(reason)"
        }
    }
}
