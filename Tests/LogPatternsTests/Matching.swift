@testable import LogPatterns

extension FilterPattern {
    /// By a matcher of its own.
    func accepts(_ message: String) -> Bool {
        var matcher = FilterMatcher(self)
        return matcher.matches(Array(message.utf8))
    }
}

/// A matcher that several texts are given to.
final class RegexTrial {
    private var matcher: RegexMatcher

    init(_ source: String) throws { matcher = RegexMatcher(try LogPatterns.Regex(Array(source.utf8))) }

    func finds(_ text: String) -> Bool { finds(Array(text.utf8)) }
    func finds(_ text: [UInt8]) -> Bool { matcher.isFound(in: text) }
}
