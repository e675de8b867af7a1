/// A value that records are found and ordered by.
///
/// Integers come before strings; strings are compared by their UTF-8 bytes. A string must not contain U+0000.
public enum IndexValue: Hashable, Comparable, Sendable {
    case integer(Int64)
    case string(String)

    public static func == (left: IndexValue, right: IndexValue) -> Bool {
        switch (left, right) {
        case (.integer(let a), .integer(let b)): a == b
        case (.string(let a), .string(let b)): a.hasSameBytes(as: b)
        default: false
        }
    }

    public static func < (left: IndexValue, right: IndexValue) -> Bool {
        switch (left, right) {
        case (.integer(let a), .integer(let b)): a < b
        case (.string(let a), .string(let b)): a.precedesInBytes(b)
        case (.integer, .string): true
        case (.string, .integer): false
        }
    }

    /// Whether both are integers or both strings: a comparison holds only between values of one type.
    public func isSameType(as other: IndexValue) -> Bool {
        switch (self, other) {
        case (.integer, .integer), (.string, .string): true
        default: false
        }
    }
}

extension IndexValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
}
