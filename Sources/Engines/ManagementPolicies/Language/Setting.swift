import Essentials

/// What an operator sets: one scalar, or a list of them.
enum Setting: Hashable, Sendable {
    case single(JSON)
    case many([JSON])

    /// Nil of an object, of null, and of a list that holds either or a list.
    init?(_ value: JSON) {
        switch value {
        case .null, .object: return nil
        case .array(let elements):
            guard elements.allSatisfy(\.isScalar) else { return nil }
            self = .many(elements)
        case .bool, .integer, .number, .string: self = .single(value)
        }
    }

    var json: JSON {
        switch self {
        case .single(let value): value
        case .many(let values): .array(values)
        }
    }

    var elements: [JSON] {
        switch self {
        case .single(let value): [value]
        case .many(let values): values
        }
    }
}

extension JSON {
    fileprivate var isScalar: Bool {
        switch self {
        case .bool, .integer, .number, .string: true
        case .null, .array, .object: false
        }
    }
}
