import Testing

@testable import LogPatterns

/// Source: CloudWatch Logs user guide, "Using filter patterns to match terms in space-delimited log events".
@Suite struct FieldPatternTests {
    static let line = #"127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534"#

    static let matching: [(String, String)] = [
        (#"[ip=%127\.0\.0\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]"#, line),
        ("[..., request =*.html*, status_code = 4*, bytes]", line),
        ("[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]", line),
        ("[ip, user, ..., bytes > 1000]", line), ("[ip, ..., status=404 && status<500, bytes>=1534]", line),
        ("[...]", line), ("[ip, ...]", line), ("[a,b,c,d,e,f,g]", line), ("[a,b,c,d,e,(f = 404 || f = 1),g]", line),
        (#"[a,b,c,timestamp="10/Oct*",request="GET *",f,g]"#, line), ("[w1=ERROR, w2]", "ERROR 09/25/2014 Failed to"),
        ("[w1=ERROR || w1=WARNING, w2]", "WARNING 09/25/2014 12:00:02 Invalid"),
        ("[w1!=ERROR && w1!=WARNING, w2]", "INFO 09/25/2014 12:00:02"),
        (
            "[level, date, time, method, url=%/service/resource/[0-9]+$%, response_time]",
            "INFO 09/25/2014 12:00:00 GET /service/resource/67 1200"
        ),
        ("[a, b]", "one two three"), ("[..., request=*.html*, status_code=4*,]", line), ("[]", "anything"),
    ]

    static let others: [(String, String)] = [
        ("[a,b,c,d,e,f,g,h]", line), ("[w1=ERROR]", "ERROR more"), ("[w1=ERROR, w2]", "ERROR"),
        ("[..., bytes > 2000]", line), ("[..., status = 5*, bytes]", line), ("[ip > 1, ...]", line),
        (
            "[level, date, time, method, url=%/service/resource/[0-9]+$%, response_time]",
            "INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310"
        ),
    ]

    @Test(arguments: matching) func matches(_ pattern: String, _ event: String) throws {
        #expect(try FilterPattern(pattern).accepts(event))
    }

    @Test(arguments: others) func doesNotMatch(_ pattern: String, _ event: String) throws {
        #expect(try !FilterPattern(pattern).accepts(event))
    }

    @Test(arguments: [
        "[", "[a", "[a b]", "[a,...,...]", "[a = 1 || b = 2]", "[a =]", "[a > x]", "[= 1]", "[a] x", "[a == 1]",
        "[a = 1 ||]", "[(a = 1]", "[a.b]",
    ])
    func whatDoesNotParseIsRefused(_ text: String) {
        #expect(throws: FilterPatternError.self) { try FilterPattern(text) }
    }

    @Test func fieldsAreExtractedByNameAndOthersByPlace() throws {
        var matcher = FilterMatcher(try FilterPattern("[..., request=*.html*, status_code=4*,]"))
        let found = matcher.match(Array(Self.line.utf8))
        let match = try #require(found)
        #expect(
            match.extractedValues == [
                "$1": "127.0.0.1", "$2": "Prod", "$3": "frank", "$4": "10/Oct/2000:13:25:15 -0700",
                "$request": "GET /index.html HTTP/1.0", "$status_code": "404", "$7": "1534",
            ])
        #expect(match.value(of: try #require(ValueReference("$status_code"))) == "404")
    }

    @Test func theLastFieldHasTheRestOfTheEvent() throws {
        var matcher = FilterMatcher(try FilterPattern("[level, text]"))
        let found = matcher.match(Array(#"INFO  said "a b" and went"#.utf8))
        let match = try #require(found)
        #expect(match.extractedValues == ["$level": "INFO", "$text": #"said "a b" and went"#])
    }
}
