import Testing

@testable import LogPatterns

/// Source: CloudWatch Logs user guide, "Supported regular expressions (regex) syntax".
@Suite struct RegexTests {
    static let examples: [(regex: String, matching: [String], others: [String])] = [
        ("^[hc]at", ["hat", "cats"], ["a hat", "bat"]),
        ("[hc]at$", ["a hat"], ["hats"]),
        ("colou?r", ["color", "a colour"], ["colouur"]),
        ("[abcx-z]", ["y", "..b"], ["d", ""]),
        ("a{3,5}", ["aaa", "aaaaaa"], ["aa"]),
        ("^a{3,5}$", ["aaa", "aaaaa"], ["aa", "aaaaaa"]),
        ("^a{,2}$", ["", "aa"], ["aaa"]),
        ("^a{2,}$", ["aa", "aaaaaaa"], ["a"]),
        ("^a{2}$", ["aa"], ["a", "aaa"]),
        ("gra|ey", ["gray", "grey"], ["gr"]),
        ("^starting|^initializing|^shutting down", ["starting up", "shutting down"], ["skipping initializing"]),
        ("abcc|ab[^c]$", ["abcc ...", "aba"], ["aac", "abc"]),
        (#"\[.\]"#, ["[a]", "[]]", "[ ]"], ["a", "[]"]),
        (#"10\.10\.0\.1"#, ["10.10.0.1"], ["10010,051"]),
        ("10.10.0.1", ["10010,051"], ["10.10.0"]),
        ("ab*c", ["ac", "abbbc"], ["adc"]),
        ("ab+c", ["abc", "abbbc"], ["ac"]),
        (".at", ["hat", "#at", " at", "éat"], ["at"]),
        (#"^\d\D\s\S\w\W$"#, ["1a b_!"], ["aa b_!"]),
        (#"\x3A\x28"#, ["a:(b"], ["a:b"]),
        ("^.$", ["é", "日", "a"], ["", "ab", "éé"]),
        ("^[^a]$", ["é", "b"], ["a"]),
        ("a?b?c?d?$", ["", "abcd", "zzz"], []),
    ]

    @Test(arguments: examples)
    func examplesMatchAsDocumented(_ regex: String, _ matching: [String], _ others: [String]) throws {
        let matcher = try RegexTrial(regex)
        for text in matching { #expect(matcher.finds(text), "\(regex) on \(text)") }
        for text in others { #expect(!matcher.finds(text), "\(regex) on \(text)") }
    }

    /// Against a matcher that tries every way, on expressions and texts of few letters.
    @Test func randomExpressionsMatchAsBacktrackingDoes() throws {
        var random = Xorshift(seed: 11)
        for _ in 0..<3000 {
            let sequences = (0..<Int.random(in: 1...2, using: &random)).map { _ in Piece.sequence(&random) }
            let source = sequences.map { $0.map(\.source).joined() }.joined(separator: "|")
            let matcher = try RegexTrial(source)
            for _ in 0..<4 {
                let text = (0..<Int.random(in: 0...7, using: &random)).map { _ in
                    "abc".randomElement(using: &random) ?? "a"
                }
                let wanted = sequences.contains { sequence in
                    (0...text.count).contains { Piece.matches(sequence[...], text[$0...]) }
                }
                #expect(matcher.finds(String(text)) == wanted, "\(source) on \(String(text))")
            }
        }
    }

    /// More states than are kept: the automaton begins anew and goes on.
    @Test func anExpressionOfManyStatesIsRightAllTheSame() throws {
        let matcher = try RegexTrial("a.{16}b")
        var random = Xorshift(seed: 3)
        let text = (0..<20_000).map { _ in "ac".utf8.randomElement(using: &random) ?? 0x61 }
        #expect(!matcher.finds(text))
        let place = text.lastIndex(of: 0x61).map { $0 - 200 } ?? 0
        var changed = text
        changed[place] = 0x61
        changed[place + 17] = 0x62
        #expect(matcher.finds(changed))
    }

    private struct Piece {
        let letter: Character
        let minimum: Int
        let maximum: Int
        let source: String

        static func sequence(_ random: inout Xorshift) -> [Piece] {
            (0..<Int.random(in: 1...4, using: &random)).map { _ in
                let letter = "ab.".randomElement(using: &random) ?? "a"
                let forms: [(String, Int, Int)] = [
                    ("", 1, 1), ("?", 0, 1), ("*", 0, 99), ("+", 1, 99), ("{2}", 2, 2), ("{1,3}", 1, 3),
                    ("{2,}", 2, 99),
                ]
                let (suffix, minimum, maximum) = forms.randomElement(using: &random) ?? ("", 1, 1)
                return Piece(letter: letter, minimum: minimum, maximum: maximum, source: "\(letter)\(suffix)")
            }
        }

        static func matches(_ pieces: ArraySlice<Piece>, _ text: ArraySlice<Character>) -> Bool {
            guard let piece = pieces.first else { return true }
            var count = 0
            var rest = text
            while true {
                if count >= piece.minimum, matches(pieces.dropFirst(), rest) { return true }
                guard count < piece.maximum, let next = rest.first, piece.letter == "." || piece.letter == next else {
                    return false
                }
                rest = rest.dropFirst()
                count += 1
            }
        }
    }
}
