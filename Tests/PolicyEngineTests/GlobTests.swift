import Testing

@testable import PolicyEngine

@Suite struct GlobTests {
    @Test(arguments: [
        ("", "", true), ("", "a", false), ("*", "", true), ("*", "anything", true), ("?", "", false),
        ("?", "a", true), ("?", "ü", true), ("??", "ü", false), ("*?", "日本", true), ("?本", "日本", true),
        ("a*c", "abbbc", true), ("a*c", "abbb", false), ("a*b*c", "aXbYc", true), ("a*b*c", "aXcYb", false),
        ("*abc", "ababc", true), ("a?c*", "abc", true), ("**", "x", true), ("a**b", "ab", true),
        ("kms:*", "kms:Encrypt", true), ("kms:De*t", "kms:Decrypt", true), ("kms:De*t", "kms:Decrypts", false),
        ("*a?", "aab", true), ("x*x", "x", false), ("a", "ab", false), ("ab", "a", false),
    ])
    func patternMatchesAsWritten(pattern: String, text: String, expected: Bool) {
        #expect(text.withBytes { Wildcard(Array(pattern.utf8)).matches($0) } == expected)
    }

    @Test func cheapestFormIsChosen() {
        #expect(Wildcard(Array("*".utf8)) == .everything)
        #expect(Wildcard(Array("**".utf8)) == .everything)
        #expect(Wildcard(Array("kms:*".utf8)) == .prefix(Array("kms:".utf8)))
        #expect(Wildcard(Array("kms:Sign".utf8)) == .literal(Array("kms:Sign".utf8)))
    }

    @Test func everyPatternAgreesWithARecursiveMatcher() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let pattern = (0..<Int.random(in: 0...7, using: &random)).map { _ in "ab*?".randomElement(using: &random) }
            let text = (0..<Int.random(in: 0...9, using: &random)).map { _ in "ab".randomElement(using: &random) }
            let (glob, subject) = (String(pattern.compactMap { $0 }), String(text.compactMap { $0 }))
            #expect(
                subject.withBytes { Wildcard(Array(glob.utf8)).matches($0) }
                    == Self.naive(glob[...], subject[...]), "\(glob) on \(subject)")
        }
    }

    /// Patterns that take exponential time where every asterisk is retried.
    @Test(arguments: ["a*", "*a", "a*?", "*?a"])
    func hostilePatternsCostAtMostPatternTimesText(unit: String) {
        for length in [50, 100, 200, 400] {
            var glob = Glob()
            for byte in String(repeating: unit, count: length).utf8 {
                switch byte {
                case UInt8(ascii: "*"): glob.appendAnyRun()
                case UInt8(ascii: "?"): glob.appendAnyCharacter()
                default: glob.append(literal: byte)
                }
            }
            glob.append(literal: "b")
            let text = String(repeating: "a", count: length * 5)
            var steps = 0
            let isMatch = text.withBytes { glob.matches($0, steps: &steps) }
            #expect(!isMatch)
            #expect(steps <= (glob.tokens.count + 1) * (text.utf8.count + 1))
        }
    }

    static func naive(_ pattern: Substring, _ text: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return naive(pattern.dropFirst(), text) || (!text.isEmpty && naive(pattern, text.dropFirst()))
        }
        guard let character = text.first, first == "?" || first == character else { return false }
        return naive(pattern.dropFirst(), text.dropFirst())
    }
}
