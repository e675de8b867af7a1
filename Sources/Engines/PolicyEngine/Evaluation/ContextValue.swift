/// The value of a condition key in a request. Numbers, dates, Booleans and addresses stay text; operators parse them.
public enum ContextValue: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    /// A single-valued key.
    case one(String)
    /// A multivalued key. With no value, or empty ones only, the key counts as absent.
    case many([String])

    public init(stringLiteral value: String) { self = .one(value) }
    public init(arrayLiteral elements: String...) { self = .many(elements) }

    var isNull: Bool {
        switch self {
        case .one: false
        case .many(let values): values.allSatisfy(\.isEmpty)
        }
    }
}
