import EventPatterns
import Testing

@Suite struct PatternMatchingTests {
    struct Case: CustomTestStringConvertible {
        let pattern: String
        let event: String
        let matches: Bool
        var testDescription: String { "\(pattern) \(event)" }

        init(_ pattern: String, _ event: String, _ matches: Bool) {
            (self.pattern, self.event, self.matches) = (pattern, event, matches)
        }
    }

    static let cases: [Case] = [
        Case(#"{"a":["b"]}"#, #"{"a":"b"}"#, true), Case(#"{"a":["b"]}"#, #"{"a":"c"}"#, false),
        Case(#"{"a":["b","c"]}"#, #"{"a":"c"}"#, true), Case(#"{"a":["b"]}"#, #"{"a":["x","b"]}"#, true),
        Case(#"{"a":["b"],"c":[1]}"#, #"{"a":"b"}"#, false), Case(#"{"a":["b"],"c":[1]}"#, #"{"a":"b","c":1}"#, true),
        Case(#"{"a":[300]}"#, #"{"a":300.0}"#, false), Case(#"{"a":[300]}"#, #"{"a":"300"}"#, false),
        Case(#"{"a":[true]}"#, #"{"a":true}"#, true), Case(#"{"a":[null]}"#, #"{"a":null}"#, true),
        Case(#"{"a":[null]}"#, #"{"a":""}"#, false), Case(#"{"a":[""]}"#, #"{"a":""}"#, true),
        Case(#"{"a":["\u0062\n"]}"#, #"{"a":"b\u000a"}"#, true),
        Case(#"{"a":[{"prefix":"us-"}]}"#, #"{"a":"us-east-1"}"#, true),
        Case(#"{"a":[{"prefix":"us-"}]}"#, #"{"a":"us"}"#, false),
        Case(#"{"a":[{"prefix":""}]}"#, #"{"a":"x"}"#, true), Case(#"{"a":[{"prefix":""}]}"#, #"{"a":1}"#, false),
        Case(#"{"a":[{"prefix":{"equals-ignore-case":"EventB"}}]}"#, #"{"a":"eventbridge"}"#, true),
        Case(#"{"a":[{"suffix":".png"}]}"#, #"{"a":"x.png"}"#, true),
        Case(#"{"a":[{"suffix":".png"}]}"#, #"{"a":"x.PNG"}"#, false),
        Case(#"{"a":[{"suffix":{"equals-ignore-case":".png"}}]}"#, #"{"a":"x.PNG"}"#, true),
        Case(#"{"a":[{"equals-ignore-case":"ÄB"}]}"#, #"{"a":"äb"}"#, true),
        Case(#"{"a":[{"anything-but":"b"}]}"#, #"{"a":"c"}"#, true),
        Case(#"{"a":[{"anything-but":"b"}]}"#, #"{"a":"b"}"#, false),
        Case(#"{"a":[{"anything-but":"b"}]}"#, #"{}"#, false),
        Case(#"{"a":[{"anything-but":["b","c"]}]}"#, #"{"a":["b","c"]}"#, false),
        Case(#"{"a":[{"anything-but":["b","c"]}]}"#, #"{"a":["b","d"]}"#, true),
        Case(#"{"a":[{"anything-but":[100,200]}]}"#, #"{"a":1e2}"#, false),
        Case(#"{"a":[{"anything-but":{"prefix":["init","stop"]}}]}"#, #"{"a":"stopped"}"#, false),
        Case(#"{"a":[{"anything-but":{"suffix":".txt"}}]}"#, #"{"a":"a.rtf"}"#, true),
        Case(#"{"a":[{"anything-but":{"equals-ignore-case":["Init"]}}]}"#, #"{"a":"INIT"}"#, false),
        Case(#"{"a":[{"anything-but":{"wildcard":"*/lib/*"}}]}"#, #"{"a":"/usr/lib/x"}"#, false),
        Case(#"{"a":[{"anything-but":{"wildcard":"*/lib/*"}}]}"#, #"{"a":"/usr/bin/x"}"#, true),
        Case(#"{"a":[{"numeric":[">",0,"<=",5]}]}"#, #"{"a":5}"#, true),
        Case(#"{"a":[{"numeric":[">",0,"<=",5]}]}"#, #"{"a":0}"#, false),
        Case(#"{"a":[{"numeric":["=",3.018e2]}]}"#, #"{"a":301.8}"#, true),
        Case(#"{"a":[{"numeric":["<",10]}]}"#, #"{"a":"5"}"#, false),
        Case(#"{"a":[{"numeric":[">",0]}]}"#, #"{"a":9007199254740993000}"#, false),
        Case(#"{"a":[{"cidr":"10.0.0.0/24"}]}"#, #"{"a":"10.0.0.77"}"#, true),
        Case(#"{"a":[{"cidr":"10.0.0.0/24"}]}"#, #"{"a":"10.0.1.77"}"#, false),
        Case(#"{"a":[{"cidr":"0.0.0.0/0"}]}"#, #"{"a":"::1"}"#, false),
        Case(#"{"a":[{"cidr":"2001:db8::/33"}]}"#, #"{"a":"2001:db8:7fff::1"}"#, true),
        Case(#"{"a":[{"cidr":"2001:db8::/33"}]}"#, #"{"a":"2001:db8:8000::1"}"#, false),
        Case(#"{"a":[{"exists":true}]}"#, #"{"a":null}"#, true),
        Case(#"{"a":[{"exists":true}]}"#, #"{"a":{"b":1}}"#, false),
        Case(#"{"a":[{"exists":false}]}"#, #"{"a":{"b":1}}"#, true),
        Case(#"{"a":[{"exists":false}]}"#, #"{"a":[]}"#, true), Case(#"{"a":[{"exists":false}]}"#, #"{"a":0}"#, false),
        Case(#"{"a":[{"exists":false},"x"]}"#, #"{"a":"x"}"#, true),
        Case(#"{"a":[{"wildcard":"dir/*.png"}]}"#, #"{"a":"dir/a/b.png"}"#, true),
        Case(#"{"a":[{"wildcard":"dir/*.png"}]}"#, #"{"a":"dir/.png"}"#, true),
        Case(#"{"a":[{"wildcard":"a*ab"}]}"#, #"{"a":"ab"}"#, false),
        Case(#"{"a":[{"wildcard":"a\\*b"}]}"#, #"{"a":"a*b"}"#, true),
        Case(#"{"a":[{"wildcard":"a\\*b"}]}"#, #"{"a":"axb"}"#, false),
        Case(#"{"$or":[{"a":[1]},{"b":[2]}]}"#, #"{"b":2}"#, true),
        Case(#"{"$or":[{"a":[1]},{"b":[2]}]}"#, #"{"a":2,"b":1}"#, false),
        Case(#"{"s":["x"],"$or":[{"a":[1]},{"b":[2]}]}"#, #"{"s":"y","a":1}"#, false),
        Case(#"{"d":{"$or":[{"a":[1]},{"b":{"c":[2]}}]}}"#, #"{"d":{"b":{"c":2}}}"#, true),
        Case(#"{"$or":["a"]}"#, #"{"$or":"a"}"#, true),
        Case(#"{"d":{"s":{"t":["r"]}}}"#, #"{"d":{"s.t":"r"}}"#, true),
        Case(#"{"d":{"s.t":["r"]}}"#, #"{"d":{"s":{"t":"r"}}}"#, true),
        Case(#"{"a":["x"],"a":["y"]}"#, #"{"a":"y"}"#, true), Case(#"{"a":["y"]}"#, #"{"a":"y","a":"x"}"#, false),
        Case(#"{"a":{"b":[1],"c":[2]}}"#, #"{"a":[{"b":1,"c":2},{"b":3}]}"#, true),
        Case(#"{"a":{"b":[1],"c":[2]}}"#, #"{"a":[{"b":1,"c":9},{"b":3,"c":2}]}"#, false),
        Case(#"{"a":{"b":[1]},"c":[2]}"#, #"{"a":[{"b":1},{"b":3}],"c":[5,2]}"#, true),
        Case(
            #"{"a":{"b":{"x":[1],"y":[2]},"c":[3]}}"#, #"{"a":[{"b":[{"x":1},{"y":2}],"c":3},{"b":[{"x":1,"y":2}]}]}"#,
            false),
        Case(
            #"{"a":{"b":{"x":[1],"y":[2]},"c":[3]}}"#, #"{"a":[{"b":[{"x":1}]},{"b":[{"y":0},{"x":1,"y":2}],"c":3}]}"#,
            true),
    ]

    @Test(arguments: cases) func patternsMatchAsDocumented(_ example: Case) throws {
        let pattern = try EventPattern(parsing: example.pattern)
        #expect(try pattern.matches(Array(example.event.utf8)) == example.matches)
    }

    @Test func whatIsNoEventIsRefused() throws {
        let pattern = try EventPattern(parsing: #"{"a":[1]}"#)
        for text in ["", "{", #"{"a":1"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":"\x"}"#, #"{"a":-}"#, "{} {}", "tru"] {
            #expect(throws: EventError.self) { try pattern.matches(Array(text.utf8)) }
        }
        let deep = String(repeating: "[", count: 5000)
        #expect(throws: EventError.tooDeep) { try pattern.matches(Array(deep.utf8)) }
    }

    @Test func hostileWildcardsTakeNoLongerThanTheirValue() throws {
        let stars = String(repeating: "*a", count: 12)
        let pattern = try EventPattern(parsing: #"{"a":[{"wildcard":"\#(stars)*b"}]}"#)
        let value = String(repeating: "a", count: 200_000)
        // A matcher that tried every way would not end in this universe's time.
        #expect(try !pattern.matches(Array(#"{"a":"\#(value)"}"#.utf8)))
        #expect(try pattern.matches(Array(#"{"a":"\#(value)b"}"#.utf8)))
    }

    @Test func hostileArraysAreGivenUpRatherThanTriedForEver() throws {
        let fields = (0..<20).map { #""f\#($0)":[1]"# }.joined(separator: ",")
        let pattern = try EventPattern(parsing: #"{"a":{\#(fields)}}"#)
        let elements = (0..<2000).map { #"{"f\#($0 % 20)":1}"# }.joined(separator: ",")
        #expect(try !pattern.matches(Array(#"{"a":[\#(elements)]}"#.utf8)))
    }
}
