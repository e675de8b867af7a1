/// The name of a field that records of one kind are found by, such as `aliasName`.
public struct IndexField: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let description: String

    public init(_ name: String) { description = name }
    public init(stringLiteral name: String) { description = name }
}

/// One value of one indexed field of a record. A field of several values has several entries.
public struct IndexEntry: Hashable, Sendable {
    /// Among which records of the kind no other may have the same value in the same field.
    public enum Uniqueness: Hashable, Sendable {
        case region
        case account
        case everywhere
    }

    public let field: IndexField
    public let value: IndexValue
    public let uniqueness: Uniqueness?

    public init(_ field: IndexField, _ value: IndexValue, unique uniqueness: Uniqueness? = nil) {
        self.field = field
        self.value = value
        self.uniqueness = uniqueness
    }

    public init(_ field: IndexField, _ value: String, unique uniqueness: Uniqueness? = nil) {
        self.init(field, .string(value), unique: uniqueness)
    }

    public init(_ field: IndexField, _ value: Int64, unique uniqueness: Uniqueness? = nil) {
        self.init(field, .integer(value), unique: uniqueness)
    }
}
