import Essentials
import Testing

@testable import LogPatterns

/// Source: CloudWatch Logs user guide, "Using filter patterns to match terms in JSON log events".
@Suite struct JSONPatternTests {
    static let trail = """
        {"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","arrayKey":["value","another value"],
        "objectList":[{"name":"a","id":1},{"name":"b","id":2}],"SomeObject":null,"cluster.name":"c","on":true,"off":false,
        "latency":75.5,"code":400,"text":"400","big":1e3}
        """.replacing("\n", with: "")
    static let users = """
        {"user":{"id":1,"email":"John.Stiles@example.com"},"users":[{"id":2,"email":"John.Doe@example.com"},
        {"id":3,"email":"Jane.Doe@example.com"}],"actions":["GET","PUT","DELETE"],
        "coordinates":[[0,1,2],[4,5,6],[7,8,9]]}
        """.replacing("\n", with: "")

    static let matching: [(String, String)] = [
        (#"{ $.eventType = "UpdateTrail" }"#, trail), (#"{$.eventType="Update*"}"#, trail),
        ("{ $.eventType = UpdateTrail }", trail), ("{ $.sourceIPAddress != 123.123.* }", trail),
        (#"{ $.arrayKey[0] = "value" }"#, trail), ("{ $.eventType = %Trail% }", trail),
        ("{ $.arrayKey[*] = %val.{2}% }", trail), (#"{ $.* = %111\.111\.111\.1[0-9]{1,2}% }"#, trail),
        (#"{ $.['cluster.name'] = "c" }"#, trail), (#"{ $["cluster.name"] = c }"#, trail),
        ("{ $.SomeObject IS NULL }", trail), ("{ $.SomeOtherObject NOT EXISTS }", trail),
        ("{ $.on IS TRUE }", trail), ("{ $.off IS FALSE }", trail), ("{ $.on = true }", trail),
        ("{ $.latency > 75 }", trail), ("{ $.latency < 75.51 }", trail), ("{ $.code >= 400 }", trail),
        ("{ $.code <= 4e2 }", trail), ("{ $.code = 400.0 }", trail), ("{ $.code != -1e-3 }", trail),
        ("{ $.text = 400 }", trail), ("{ $.code = 4* }", trail), ("{ $.big = 1000 }", trail),
        ("{ $.objectList[1].id = 2 }", trail), ("{ $.objectList[*].name = b }", trail),
        (#"{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }"#, users),
        (
            #"{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "x" }"#,
            users
        ),
        ("{ ((($.user.id = 1))) }", users), ("{ $.coordinates[2][0] = 7 }", users),
        ("{ $.users[9].id NOT EXISTS }", users), ("{ $.actions[*] = PUT }", users),
    ]

    static let others: [(String, String)] = [
        (#"{ $.eventType = "updateTrail" }"#, trail), (#"{ $.eventType != "Update*" }"#, trail),
        ("{ $.arrayKey = value }", trail), ("{ $.missing != x }", trail), ("{ $.SomeObject = null }", trail),
        ("{ $.SomeObject NOT EXISTS }", trail), ("{ $.eventType IS NULL }", trail), ("{ $.text > 1 }", trail),
        ("{ $.on IS FALSE }", trail), ("{ $.latency > 75.5 }", trail), ("{ $.code != 400 }", trail),
        (
            #"{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "x" }"#,
            users
        ),
        (#"{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }"#, users),
        ("{ $.a = 1 }", "not JSON"), ("{ $.a NOT EXISTS }", "[1]"), ("{ $.a = 1 }", #"{"a":1} trailing"#),
    ]

    @Test(arguments: matching) func matches(_ pattern: String, _ event: String) throws {
        #expect(try FilterPattern(pattern).accepts(event))
    }

    @Test(arguments: others) func doesNotMatch(_ pattern: String, _ event: String) throws {
        #expect(try !FilterPattern(pattern).accepts(event))
    }

    @Test(arguments: [
        "{", "{}", "{ $.a }", "{ $.a = }", "{ a = 1 }", "{ $ = 1 }", "{ $. = 1 }", "{ $.a = 1 ", "{ $.a = 1 } x",
        "{ $.a == 1 }", "{ $.a = 1 && }", "{ ($.a = 1 }", "{ $.a IS NOT NULL }", "{ $.a EXISTS }", "{ $.a > x }",
        "{ $.a[x] = 1 }", "{ $.a[-1] = 1 }", "{ $.*.* = 1 }", "{ $.a = 1 & $.b = 2 }", "{ $.a = \"open }",
        "{ $.*=1 || $.*=2 || $.*=3 || $.*=4 }", "{ $.a = %a% && $.b = %b% && $.c = %c% }",
    ])
    func whatDoesNotParseIsRefused(_ text: String) {
        #expect(throws: FilterPatternError.self) { try FilterPattern(text) }
    }

    @Test func nestingIsBounded() throws {
        func nested(_ depth: Int) -> String {
            "{" + String(repeating: "(", count: depth) + "$.a=1" + String(repeating: ")", count: depth) + "}"
        }
        _ = try FilterPattern(nested(PatternScanner.maximumDepth))
        #expect(throws: FilterPatternError.tooDeep) { try FilterPattern(nested(PatternScanner.maximumDepth + 1)) }
    }

    @Test func valuesAreExtractedByTheirSelectors() throws {
        var matcher = FilterMatcher(try FilterPattern(#"{ $.eventType = "*" && $.objectList[0].id = 1 }"#))
        let found = matcher.match(Array(Self.trail.utf8))
        let match = try #require(found)
        #expect(match.extractedValues == ["$.eventType": "UpdateTrail", "$.objectList[0].id": "1"])
        #expect(match.value(of: try #require(ValueReference("$.latency"))) == "75.5")
        #expect(match.value(of: try #require(ValueReference("$.arrayKey"))) == nil)
    }

    /// Random expressions over random events, against a tree that is evaluated as it is written.
    @Test func randomExpressionsMatchAsAReferenceSays() throws {
        var random = Xorshift(seed: 23)
        for _ in 0..<3000 {
            let (text, evaluate) = Reference.expression(depth: 3, &random)
            let pattern = try FilterPattern("{ \(text) }")
            var values: [String: Int] = [:]
            for name in ["a", "b", "c"] where Bool.random(using: &random) {
                values[name] = Int.random(in: 0...3, using: &random)
            }
            let event = "{" + values.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
            #expect(pattern.accepts(event) == evaluate(values), "\(text) on \(event)")
        }
    }

    private enum Reference {
        typealias Evaluate = ([String: Int]) -> Bool

        static func expression(depth: Int, _ random: inout Xorshift) -> (String, Evaluate) {
            guard depth > 0, Int.random(in: 0...3, using: &random) > 0 else { return condition(&random) }
            let (left, right) = (expression(depth: depth - 1, &random), expression(depth: depth - 1, &random))
            if Bool.random(using: &random) {
                return ("(\(left.0)) && (\(right.0))", { left.1($0) && right.1($0) })
            }
            return ("(\(left.0) || \(right.0))", { left.1($0) || right.1($0) })
        }

        static func condition(_ random: inout Xorshift) -> (String, Evaluate) {
            let name = ["a", "b", "c"].randomElement(using: &random) ?? "a"
            let bound = Int.random(in: 0...3, using: &random)
            let forms: [(String, (Int) -> Bool)] = [
                ("=", { $0 == bound }), ("!=", { $0 != bound }), ("<", { $0 < bound }), ("<=", { $0 <= bound }),
                (">", { $0 > bound }), (">=", { $0 >= bound }),
            ]
            guard let (symbol, holds) = forms.randomElement(using: &random), Int.random(in: 0...5, using: &random) > 0
            else { return ("$.\(name) NOT EXISTS", { $0[name] == nil }) }
            return ("$.\(name) \(symbol) \(bound)", { $0[name].map(holds) ?? false })
        }
    }
}
