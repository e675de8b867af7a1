import Essentials
import EventPatterns
import Testing

struct FilterPolicyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let policy: String
        let attributes: [String: FilterAttribute]
        let matches: Bool

        init(_ policy: String, _ attributes: [String: FilterAttribute], _ matches: Bool) {
            (self.policy, self.attributes, self.matches) = (policy, attributes, matches)
        }

        var testDescription: String { "\(policy) \(attributes)" }
    }

    /// The examples of the SNS developer guide, and their edges.
    static let cases = [
        Case(#"{"i":["rugby","tennis"]}"#, ["i": .string("tennis")], true),
        Case(#"{"i":["rugby","tennis"]}"#, ["i": .string("Tennis")], false),
        Case(#"{"i":["rugby"]}"#, ["i": .array(#"["baseball","rugby"]"#)], true),
        Case(#"{"i":["rugby"]}"#, ["i": .array(#"["baseball"]"#)], false),
        Case(#"{"i":["rugby"]}"#, ["j": .string("rugby")], false),
        Case(#"{"i":["rugby"],"p":[{"numeric":[">",100]}]}"#, ["i": .string("rugby"), "p": .number("101")], true),
        Case(#"{"i":["rugby"],"p":[{"numeric":[">",100]}]}"#, ["i": .string("rugby"), "p": .number("100")], false),
        Case(#"{"i":["rugby"],"p":[{"numeric":[">",100]}]}"#, ["p": .number("101")], false),
        Case(#"{"i":[{"anything-but":["rugby","tennis"]}]}"#, ["i": .string("baseball")], true),
        Case(#"{"i":[{"anything-but":["rugby","tennis"]}]}"#, ["i": .string("rugby")], false),
        Case(#"{"i":[{"anything-but":["rugby","tennis"]}]}"#, ["i": .array(#"["rugby","baseball"]"#)], true),
        Case(#"{"i":[{"anything-but":["rugby","tennis"]}]}"#, ["i": .array(#"["rugby"]"#)], false),
        Case(#"{"i":[{"anything-but":["rugby"]}]}"#, ["j": .string("x")], false),
        Case(#"{"i":[{"anything-but":{"prefix":"order-"}}]}"#, ["i": .string("data-entry")], true),
        Case(#"{"i":[{"anything-but":{"prefix":"order-"}}]}"#, ["i": .string("order-cancelled")], false),
        Case(#"{"i":[{"anything-but":{"suffix":"ball"}}]}"#, ["i": .string("baseball")], false),
        Case(#"{"i":[{"anything-but":{"wildcard":"*ball"}}]}"#, ["i": .string("hockey")], true),
        Case(#"{"i":[{"equals-ignore-case":"tennis"}]}"#, ["i": .string("TeNNis")], true),
        Case(#"{"i":[{"prefix":"bas"}]}"#, ["i": .string("baseball")], true),
        Case(#"{"i":[{"suffix":"ball"}]}"#, ["i": .string("baseball")], true),
        Case(#"{"i":[{"suffix":"ball"}]}"#, ["i": .string("rugby")], false),
        Case(#"{"i":[{"cidr":"10.0.0.0/24"}]}"#, ["i": .string("10.0.0.255")], true),
        Case(#"{"i":[{"cidr":"10.0.0.0/24"}]}"#, ["i": .string("10.1.1.0")], false),
        Case(#"{"i":[{"cidr":"2001:db8::/33"}]}"#, ["i": .string("2001:db8:7fff::1")], true),
        Case(#"{"i":[{"cidr":"2001:db8::/33"}]}"#, ["i": .string("2001:db8:8000::")], false),
        Case(#"{"i":[{"exists":true}]}"#, ["i": .binary], true),
        Case(#"{"i":[{"exists":true}]}"#, ["j": .string("x")], false),
        Case(#"{"i":[{"exists":false}]}"#, ["j": .string("x")], true),
        Case(#"{"i":[{"exists":false}]}"#, [:], false),
        Case(#"{"i":[{"anything-but":["a"]},{"exists":false}]}"#, ["j": .string("x")], true),
        Case(#"{"i":[{"numeric":["=",301.5]}]}"#, ["i": .number("3.015e2")], true),
        Case(#"{"i":[{"numeric":[">",0,"<=",150]}]}"#, ["i": .number("150")], true),
        Case(#"{"i":[{"numeric":[">",0,"<=",150]}]}"#, ["i": .number("0")], false),
        Case(#"{"i":[{"numeric":["<",0.00001]}]}"#, ["i": .number("0")], true),
        Case(#"{"i":[1]}"#, ["i": .number("1.0")], true),
        Case(#"{"i":[1]}"#, ["i": .string("1")], false),
        Case(#"{"i":[true,null]}"#, ["i": .array("[false,null]")], true),
        Case(#"{"$or":[{"m":["a"]},{"n":["b"]}],"s":["c"]}"#, ["n": .string("b"), "s": .string("c")], true),
        Case(#"{"$or":[{"m":["a"]},{"n":["b"]}],"s":["c"]}"#, ["s": .string("c")], false),
        Case(#"{}"#, ["s": .string("c")], true),
    ]

    @Test(arguments: cases) func attributesMatch(_ test: Case) throws {
        #expect(try FilterPolicy(parsing: test.policy, scope: .attributes).matches(test.attributes) == test.matches)
    }

    @Test(arguments: [
        (#"{"a":{"b":["x"]}}"#, #"{"a":{"b":"x"}}"#, true), (#"{"a":{"b":["x"]}}"#, #"{"a":{"b":["y","x"]}}"#, true),
        (#"{"a":{"b":["x"]}}"#, #"{"a":[{"b":"y"},{"b":"x"}]}"#, true), (#"{"a":{"b":["x"]}}"#, #"{"a":"x"}"#, false),
        (#"{"a":{"b":[{"exists":false}]}}"#, #"{"a":{"c":1}}"#, true), (#"{"a":[null]}"#, #"{"a":null}"#, true),
        (#"{"a":[{"exists":false}]}"#, #"{"a":null}"#, true), (#"{"a":[3]}"#, "3", false), (#"{"a":[3]}"#, "x", false),
        (#"{"a":{"$or":[{"b":[1]},{"c":[2]}]}}"#, #"{"a":{"c":2}}"#, true),
    ]) func bodyMatches(policy: String, body: String, matches: Bool) throws {
        #expect(try FilterPolicy(parsing: policy, scope: .body).matches(body: body) == matches)
    }

    @Test(arguments: [
        ("{", FilterPolicyError.notJSON), ("[]", .notAnObject), (#"{"a":{"b":["c"]}}"#, .nested),
        (#"{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]}"#, .tooManyKeys),
    ]) func whatIsNoPolicyIsRefused(text: String, error: FilterPolicyError) {
        #expect(throws: error) { try FilterPolicy(parsing: text, scope: .attributes) }
    }

    @Test(arguments: [
        #"{"a":"b"}"#, #"{"a":[]}"#, #"{"a":[{}]}"#, #"{"a":[{"prefix":1}]}"#, #"{"a":[{"prefix":"x","suffix":"y"}]}"#,
        #"{"a":[{"numeric":[]}]}"#, #"{"a":[{"numeric":[">",5,"<",1]}]}"#, #"{"a":[{"numeric":["=",1e10]}]}"#,
        #"{"a":[{"exists":"yes"}]}"#, #"{"a":[{"cidr":"10.0.0.0"}]}"#, #"{"a":[{"wildcard":"a**"}]}"#,
        #"{"a":[{"wildcard":"a*b*c*d*"}]}"#, #"{"a":[{"anything-but":[]}]}"#, #"{"a":[["b"]]}"#,
        #"{"a":[10000000000]}"#,
    ]) func whatAFieldCannotHoldIsRefused(text: String) {
        #expect(throws: FilterPolicyError.self) { try FilterPolicy(parsing: text, scope: .body) }
    }

    /// The guide's own arithmetic: 4 × 3 × 3 × 2 = 72 is taken, and 150 is the limit.
    @Test func combinationsAreCounted() throws {
        let guide = #"{"a":{"b":{"c":["1","2","3","4"]}},"d":{"e":["1","2","3"]}}"#
        _ = try FilterPolicy(parsing: guide, scope: .body)
        func values(_ count: Int) -> String { "[\((0..<count).map { "\"\($0)\"" }.joined(separator: ","))]" }
        _ = try FilterPolicy(parsing: #"{"a":\#(values(150))}"#, scope: .attributes)
        #expect(throws: FilterPolicyError.tooComplex) {
            try FilterPolicy(parsing: #"{"a":\#(values(151))}"#, scope: .attributes)
        }
        #expect(throws: FilterPolicyError.tooComplex) {
            try FilterPolicy(parsing: #"{"x":{"a":\#(values(76))}}"#, scope: .body)
        }
    }

    /// Against a matcher that tries every way to divide the text.
    @Test func wildcardsMatchAsTheSlowWayDoes() throws {
        func slow(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
            guard let first = pattern.first else { return text.isEmpty }
            if first == UInt8(ascii: "*") {
                return text.indices.contains { slow(pattern.dropFirst(), text[$0...]) } || slow(pattern.dropFirst(), [])
            }
            return text.first == first && slow(pattern.dropFirst(), text.dropFirst())
        }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let pattern = (0..<Int.random(in: 1...6, using: &generator)).map { _ in "ab*".randomElement() ?? "a" }
            let text = String((0..<Int.random(in: 0...8, using: &generator)).map { _ in "ab".randomElement() ?? "a" })
            let wildcard = String(pattern)
            guard
                let policy = try? FilterPolicy(
                    parsing: #"{"k":[{"wildcard":"\#(wildcard)"}]}"#, scope: .attributes)
            else { continue }
            let expected = slow(Array(wildcard.utf8)[...], Array(text.utf8)[...])
            #expect(policy.matches(["k": .string(text)]) == expected, "\(wildcard) \(text)")
        }
    }
}
