import LogPatterns

/// A log event matches a filter pattern or it does not, whoever asks and whatever was asked before; what is taken from
/// one is taken from a match alone. The input is a pattern, and behind a line feed an event.
enum LogPatternProperties {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let (text, event) = input.lineAndRest
        guard let pattern = try? FilterPattern(text) else { return }
        var matcher = FilterMatcher(pattern)
        let matches = matcher.matches(event)
        try BrokenProperty.unless((matcher.match(event) != nil) == matches, "a match without matching: \(text)")
        _ = matcher.matches(Array(input.reversed()))
        try BrokenProperty.unless(matcher.matches(event) == matches, "the matcher remembers wrongly: \(text)")
        try BrokenProperty.unless(!pattern.matchesEverything || matches, "everything is not all: \(text)")
        _ = matcher.match(event)?.extractedValues
        if let reference = ValueReference(text) { _ = matcher.match(event)?.value(of: reference) }
    }
}
