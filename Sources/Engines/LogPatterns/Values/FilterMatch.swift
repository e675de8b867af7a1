import Essentials

/// An event that matched, and what can be taken from it.
public struct FilterMatch {
    enum Content {
        case text
        case json(JSON)
        case fields(MatchedFields)
    }

    let message: [UInt8]
    let content: Content
    let selectors: [Selector]

    /// The text that a reference stands for; nil where the event has no such value.
    public func value(of reference: ValueReference) -> String? {
        switch (reference.place, content) {
        case (.field(let name), .fields(let fields)): return fields[name].map { String(decoding: $0, as: UTF8.self) }
        case (.selector(let selector), .json(let event)): return Self.text(selector.first(in: event))
        // A pattern of terms may go with values of JSON events.
        case (.selector(let selector), .text):
            return FilterMatcher.event(message).flatMap { Self.text(selector.first(in: $0)) }
        default: return nil
        }
    }

    /// What TestMetricFilter tells: every field by `$name`, every selector of the pattern with its value.
    public var extractedValues: [String: String] {
        switch content {
        case .text: return [:]
        case .fields(let fields):
            return Dictionary(
                fields.values.map { ("$\($0.name)", String(decoding: $0.value, as: UTF8.self)) },
                uniquingKeysWith: { first, _ in first })
        case .json(let event):
            let pairs = selectors.compactMap { selector in
                Self.text(selector.first(in: event)).map { (selector.text, $0) }
            }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
    }

    private static func text(_ value: JSON?) -> String? {
        value.flatMap { ScalarValue($0) }.map { String(decoding: $0.text, as: UTF8.self) }
    }
}

/// A value of an event, by name: `$bytes` of a field, `$.latency` of a JSON event.
public struct ValueReference: Sendable, Hashable {
    enum Place: Sendable, Hashable {
        case field(String)
        case selector(Selector)
    }

    let place: Place

    /// Nil unless the text is a reference.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "$"), bytes.count > 1 else { return nil }
        if bytes[1] == UInt8(ascii: ".") || bytes[1] == UInt8(ascii: "[") {
            var scanner = PatternScanner(bytes)
            guard let selector = try? Selector(&scanner), scanner.isAtEnd else { return nil }
            place = .selector(selector)
        } else {
            guard
                bytes.dropFirst().allSatisfy({
                    $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || $0 >= 0x80
                })
            else { return nil }
            place = .field(String(text.dropFirst()))
        }
    }
}
