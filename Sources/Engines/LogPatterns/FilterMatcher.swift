import Essentials

/// Holds one event after another against a pattern. It learns on the way, so it is kept for a run of events, and is not
/// for several threads.
public struct FilterMatcher {
    private let pattern: FilterPattern
    private var regexes: [RegexMatcher]

    public init(_ pattern: FilterPattern) {
        self.pattern = pattern
        regexes = pattern.regexes.map(RegexMatcher.init)
    }

    public mutating func matches(_ message: [UInt8]) -> Bool {
        switch pattern.form {
        case .everything: true
        case .terms(let terms): terms.matches(message, &regexes)
        case .json(let pattern): Self.event(message).map { pattern.matches($0, &regexes) } ?? false
        case .fields(let pattern): pattern.match(message, &regexes) != nil
        }
    }

    /// The match with what it took from the event; nil where there is none.
    public mutating func match(_ message: [UInt8]) -> FilterMatch? {
        switch pattern.form {
        case .everything, .terms:
            return matches(message) ? FilterMatch(message: message, content: .text, selectors: []) : nil
        case .json(let pattern):
            guard let event = Self.event(message), pattern.matches(event, &regexes) else { return nil }
            return FilterMatch(message: message, content: .json(event), selectors: pattern.selectors)
        case .fields(let pattern):
            guard let fields = pattern.match(message, &regexes) else { return nil }
            return FilterMatch(message: message, content: .fields(fields), selectors: [])
        }
    }

    /// The event as JSON; nil where it is no object.
    static func event(_ message: [UInt8]) -> JSON? {
        guard message.first(where: { !$0.isASCIISpace }) == UInt8(ascii: "{") else { return nil }
        return try? JSON(parsing: message, maximumDepth: 100)
    }
}
