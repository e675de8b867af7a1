import Essentials

/// A pattern for JSON events: `{ ($.user.id = 1) && ($.users[0].email = "*@example.com") }`.
struct JSONPattern: Sendable {
    indirect enum Expression: Sendable {
        case compares(Selector, Comparison)
        case isNull(Selector)
        case isBool(Selector, Bool)
        case notExists(Selector)
        case and([Expression])
        case or([Expression])
    }

    let expression: Expression
    /// All that occur, in order.
    let selectors: [Selector]

    func matches(_ event: JSON, _ regexes: inout [RegexMatcher]) -> Bool {
        Self.holds(expression, event, &regexes)
    }

    private static func holds(_ expression: Expression, _ event: JSON, _ regexes: inout [RegexMatcher]) -> Bool {
        switch expression {
        case .and(let parts):
            for part in parts where !holds(part, event, &regexes) { return false }
            return true
        case .or(let parts):
            for part in parts where holds(part, event, &regexes) { return true }
            return false
        case .isNull(let selector): return selector.contains(in: event) { $0.isNull }
        case .isBool(let selector, let wanted): return selector.contains(in: event) { $0.bool == wanted }
        case .notExists(let selector): return !selector.contains(in: event) { _ in true }
        case .compares(let selector, let comparison):
            return selector.contains(in: event) { value in
                guard let scalar = ScalarValue(value) else { return false }
                return comparison.holds(for: scalar, &regexes)
            }
        }
    }
}

extension ScalarValue {
    /// Nil of objects, arrays and null, which match no comparison.
    init?(_ value: JSON) {
        switch value {
        case .string(let text): self.init(text: Array(text.utf8), number: nil)
        case .integer(let value): self.init(text: Array(String(value).utf8), number: Double(value))
        case .number(let value): self.init(text: Array("\(value)".utf8), number: value)
        case .bool(let value): self.init(text: Array((value ? "true" : "false").utf8), number: nil)
        case .null, .array, .object: return nil
        }
    }
}
