import Essentials

/// The condition keys that a policy document looks at, in conditions and as policy variables.
public struct ContextKeyNames: Sendable {
    /// As first written, in the order of the document; keys that differ by case alone are one.
    public private(set) var names: [String] = []
    private var known: Set<String> = []

    public init() {}

    /// Adds the keys of a document that has been parsed as a policy.
    public mutating func add(document: String) {
        guard let policy = try? JSON(parsing: document) else { return }
        let hasVariables = policy["Version"]?.string == PolicyVersion.v2012.rawValue
        for statement in policy["Statement"]?.oneOrMany ?? [] {
            for member in statement.object?.members ?? [] {
                switch member.name {
                case "Resource", "NotResource": addVariables(in: member.value, if: hasVariables)
                case "Condition": addConditions(member.value, hasVariables)
                default: break
                }
            }
        }
    }

    private mutating func addConditions(_ condition: JSON, _ hasVariables: Bool) {
        for test in condition.object?.members ?? [] {
            for key in test.value.object?.members ?? [] {
                add(key.name)
                addVariables(in: key.value, if: hasVariables)
            }
        }
    }

    private mutating func addVariables(in values: JSON, if hasVariables: Bool) {
        guard hasVariables else { return }
        for text in values.oneOrMany.compactMap(\.string) { addVariables(in: text) }
    }

    /// `${key}` and `${key, 'default'}`; not `${*}`, `${?}` and `${$}`, which are characters.
    private mutating func addVariables(in text: String) {
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            rest = rest[start.upperBound...]
            let name = rest.prefix { $0 != "}" && $0 != "," }
            if !["*", "?", "$"].contains(name) { add(String(name)) }
        }
    }

    private mutating func add(_ name: String) {
        if known.insert(name.lowercased()).inserted { names.append(name) }
    }
}

extension JSON {
    /// Policies may write a lone value for an array of one.
    fileprivate var oneOrMany: [JSON] { array ?? [self] }
}
