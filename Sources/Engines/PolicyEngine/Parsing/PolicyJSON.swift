import Essentials

extension JSON {
    func requireString(_ element: String) throws(PolicyError) -> String {
        guard let string else { throw .syntax(element: element) }
        return string
    }

    /// A string, or an array of one or more.
    func requireStrings(_ element: String) throws(PolicyError) -> [String] {
        if let string { return [string] }
        guard let array else { throw .syntax(element: element) }
        return try array.map { value throws(PolicyError) in try value.requireString(element) }
    }

    /// The text of a condition value: quotes around numbers and Booleans are optional.
    func requireScalarText(_ element: String) throws(PolicyError) -> String {
        switch self {
        case .string(let text): return text
        case .bool(let value): return value ? "true" : "false"
        case .integer(let value): return String(value)
        case .number(let value): return String(value)
        case .null, .array, .object: throw .syntax(element: element)
        }
    }
}
