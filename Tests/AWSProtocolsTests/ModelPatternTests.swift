import Testing

@testable import AWSProtocols

@Suite struct ModelPatternTests {
    static let matching: [(String, String)] = [
        (#"[\w+=,.@-]+"#, "user.name@example-1"), (#"^[a-zA-Z0-9:/_-]+$"#, "alias/key_1"), ("a|b", "b"), ("", ""),
        (#"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#, "größe 日本 ٣"), (#"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"#, "/a/b/"),
        (#"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*"#, "😀\t\u{E000}"), ("a{2,3}", "aaa"),
        ("(ab){2}c?", "abab"), ("x*?y", "xxy"), ("(?i)all|[0-9]{12}", "ALL"), ("(?s).*", "a\nb"),
        ("^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$", "a-b-c"), (#"^(?!\s*$).+"#, " x"),
        (#"[0-9A-Za-z\.\-_]*(?<!\.)"#, "a.b"), (#"(?!^[0-9]+$)([a-zA-Z0-9-_]+)"#, "12a"),
        (#".*\bcat\b.*"#, "a cat sat"), (#"(-?)a\1b"#, "-a-b"), ("[a-c[x-z]]+", "axbz"), (#"[^\s]+"#, "é"),
        (#"[\x21-\x7E]+"#, "!~"), ("a{,2}", "a{,2}"), ("[]a]", "]"), (#"[\w-]+"#, "a-b"), ("(a*)*", "aaaa"),
        ("(a|b|)c", "c"), (#"\\\*"#, #"\*"#), ("(?=ab).*", "abc"), (#"[a-\d]+"#, "a-5"), (#"\S+"#, "日本"),
    ]

    @Test(arguments: matching)
    func matches(_ pattern: String, _ text: String) throws {
        #expect(try ModelPattern(pattern).matches(text))
    }

    static let differing: [(String, String)] = [
        (#"[\w+=,.@-]+"#, "a b"), (#"[\w+=,.@-]+"#, ""), ("a", "ab"), ("a", "ba"), ("a{2,3}", "aaaa"), (".*", "a\nb"),
        ("^a$", "a\n"), (#"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"#, "/a"), ("(?i)all|[0-9]{12}", "0123"),
        ("^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$", "a--b"), (#"^(?!\s*$).+"#, "   "),
        (#"[0-9A-Za-z\.\-_]*(?<!\.)"#, "a."), (#"(?!^[0-9]+$)([a-zA-Z0-9-_]+)"#, "123"),
        (#".*\bcat\b.*"#, "concatenate"), (#"[^\w]"#, "a"), (#"\d+"#, "٣"), (#"[\p{L}]"#, "1"), (#"\P{L}"#, "é"),
        (#"[^\p{L}]"#, "é"), ("[^a]", "a"), (#"\w"#, "é"),
    ]

    @Test(arguments: differing)
    func doesNotMatch(_ pattern: String, _ text: String) throws {
        #expect(try !ModelPattern(pattern).matches(text))
    }

    @Test(arguments: [
        "(", ")", "[a", "a\\", #"\p{Nonsense}"#, "[z-a]", "a{3,2}", "(?<x>a)", #"\1"#, #"\u12"#, "a{99999}b",
    ])
    func unreadablePatternsAreRefused(_ pattern: String) {
        #expect(throws: PatternError.self) { try ModelPattern(pattern) }
    }

    @Test func nestedRepetitionsTakeLinearTime() throws {
        let text = String(repeating: "a", count: 5000) + "!"
        #expect(try !ModelPattern("((a+)+|(a|a)*)+").matches(text))
    }

    @Test func deepPatternsAreRefused() {
        let nested = String(repeating: "(", count: 60) + "a" + String(repeating: ")", count: 60)
        #expect(throws: PatternError(reason: .tooDeep, offset: 50)) { try ModelPattern(nested) }
    }
}
