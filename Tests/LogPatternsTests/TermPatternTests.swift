import Testing

@testable import LogPatterns

/// Source: CloudWatch Logs user guide, "Using filter patterns to match terms in unstructured log events".
@Suite struct TermPatternTests {
    static let examples: [(pattern: String, matching: [String], others: [String])] = [
        ("ERROR", ["[ERROR 400] BAD REQUEST", "Exiting with ERRORCODE: -1"], ["error", "ERR OR"]),
        ("ERROR ARGUMENTS", ["[ERROR 419] MISSING ARGUMENTS"], ["[ERROR 400] BAD REQUEST"]),
        ("?ERROR ?ARGUMENTS", ["[ERROR 400]", "MISSING ARGUMENTS"], ["[INFO] fine"]),
        ("?ERROR ?ARGUMENTS REQUEST", ["[INFO] REQUEST FAILED"], ["[ERROR 419] MISSING ARGUMENTS"]),
        ("\"INTERNAL SERVER ERROR\"", ["[ERROR 500] INTERNAL SERVER ERROR"], ["INTERNAL ERROR"]),
        ("ERROR -ARGUMENTS", ["[ERROR 400] BAD REQUEST"], ["[ERROR 419] MISSING ARGUMENTS"]),
        ("-ARGUMENTS", ["anything"], ["ARGUMENTS"]),
        ("\" \"", ["anything", "a b", ""], []),
        ("", ["anything"], []),
        ("  ", ["anything"], []),
        (#""say \"hi\" \\o/""#, [#"they say "hi" \o/"#], ["say hi"]),
        ("%AUTHORIZED%", ["[ERROR 401] UNAUTHORIZED REQUEST", "[SUCCESS 200] AUTHORIZED REQUEST"], ["authorized"]),
        ("-%^DEBUG% request", ["INFO request"], ["DEBUG request"]),
        ("日本語", ["これは日本語です"], ["これは日本です"]),
    ]

    @Test(arguments: examples)
    func examplesMatchAsDocumented(_ pattern: String, _ matching: [String], _ others: [String]) throws {
        let pattern = try FilterPattern(pattern)
        for message in matching { #expect(pattern.accepts(message), "\(pattern.text) on \(message)") }
        for message in others { #expect(!pattern.accepts(message), "\(pattern.text) on \(message)") }
    }

    @Test(arguments: [
        "foo.bar", "fatal:", "a -", "? b", "\"open", "%open", "%%", "%a(b)%", "%a!%", "%ab% %cd% %ef%", "%a{3,2}%",
        "%a{9999}%", "%*a%", "%a**%", "%[]%", "%[z-a]%", "%[a%", "%\\q%", "%\\x8F%", "%a||b%", "%a^b%",
    ])
    func whatDoesNotParseIsRefused(_ text: String) {
        #expect(throws: FilterPatternError.self) { try FilterPattern(text) }
    }

    @Test func theInvalidTermIsNamed() {
        #expect(throws: FilterPatternError.invalidTerm("foo.bar")) { try FilterPattern("ok foo.bar") }
    }

    /// Against a reading of the rules that is as simple as can be.
    @Test func randomPatternsMatchAsAReferenceSays() throws {
        var random = Xorshift(seed: 7)
        for _ in 0..<4000 {
            let terms = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                (prefix: ["", "", "-", "?"].randomElement(using: &random) ?? "", word: random.word(upTo: 3))
            }
            let message = (0..<Int.random(in: 0...8, using: &random)).map { _ in random.word(upTo: 4) }
                .joined(separator: " ")
            let pattern = try FilterPattern(terms.map { $0.prefix + $0.word }.joined(separator: " "))
            #expect(
                pattern.accepts(message) == Self.reference(terms, message),
                "\(pattern.text) on \(message)")
        }
    }

    private static func reference(_ terms: [(prefix: String, word: String)], _ message: String) -> Bool {
        let required = terms.filter { $0.prefix.isEmpty }.map(\.word)
        let excluded = terms.filter { $0.prefix == "-" }.map(\.word)
        let optional = terms.filter { $0.prefix == "?" }.map(\.word)
        if required.isEmpty, excluded.isEmpty { return optional.contains { message.contains($0) } }
        return required.allSatisfy { message.contains($0) } && !excluded.contains { message.contains($0) }
    }
}

/// A generator whose numbers are the same at every run.
struct Xorshift: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    /// Of few letters, so that words often occur in each other.
    mutating func word(upTo length: Int) -> String {
        String((0..<Int.random(in: 1...length, using: &self)).map { _ in "ab".randomElement(using: &self) ?? "a" })
    }
}
