import Testing

@testable import EventPatterns

@Suite struct PatternSyntaxTests {
    static let refusals: [(pattern: String, reason: String)] = [
        ("[]", "Filter is not an object"),
        ("{}", "Empty objects are not allowed"),
        (#"{"a":{}}"#, "Empty objects are not allowed"),
        (#"{"a":[]}"#, "Empty arrays are not allowed"),
        (#"{"slug":"some"}"#, #""slug" must be an object or an array"#),
        (#"{"a":[["b"]]}"#, "Match value must be String, number, true, false, or null"),
        (#"{"a":[{}]}"#, "Match expression name not found"),
        (#"{"a":[{"prefix":"b","suffix":"c"}]}"#, "Only one key allowed in match expression"),
        (#"{"a":[{"like":"b"}]}"#, "Unrecognized match type like"),
        (#"{"a":[{"exists":"true"}]}"#, "exists match pattern must be either true or false."),
        (#"{"a":[{"prefix":5}]}"#, "prefix match pattern must be a string"),
        (#"{"a":[{"suffix":["b"]}]}"#, "suffix match pattern must be a string"),
        (#"{"a":[{"equals-ignore-case":null}]}"#, "equals-ignore-case match pattern must be a string"),
        (#"{"a":[{"wildcard":"a**b"}]}"#, "Consecutive wildcard characters at pos 1"),
        (#"{"a":[{"wildcard":"a\\b"}]}"#, "Invalid escape character at pos 1"),
        (#"{"a":[{"cidr":"10.0.0.0"}]}"#, "Malformed CIDR, one '/' required"),
        (#"{"a":[{"cidr":"10.0.0.0/x"}]}"#, "Malformed CIDR, mask bits must be an integer"),
        (#"{"a":[{"cidr":"10.0.0.0/33"}]}"#, "IPv4 mask bits must be < 33"),
        (#"{"a":[{"numeric":5}]}"#, "Value of numeric must be an array."),
        (#"{"a":[{"numeric":["~",5]}]}"#, "Unrecognized numeric range operator: ~"),
        (#"{"a":[{"numeric":[">",5,"<",5]}]}"#, "Bottom must be less than top"),
        (#"{"a":[{"anything-but":true}]}"#, "Value of anything-but must be an array or single string/number value."),
        (
            #"{"a":[{"anything-but":["b",1]}]}"#,
            "Inside anything but list, either all values are number or string, mixed type is not supported"
        ),
        (#"{"a":[{"anything-but":{"cidr":"10.0.0.0/8"}}]}"#, "Unsupported anything-but pattern: cidr"),
        (#"{"a":[{"anything-but":{"prefix":""}}]}"#, "Null prefix not allowed"),
    ]

    @Test(arguments: refusals)
    func whatIsNoPatternIsRefusedInAWSsWords(_ refusal: (pattern: String, reason: String)) {
        #expect(throws: PatternError.self) { try EventPattern(parsing: refusal.pattern) }
        #expect(reason(of: refusal.pattern) == refusal.reason)
    }

    @Test func anErrorTellsItsPlaceAsAWSDoes() {
        let pattern = #"{"detail-type":["dual"],"detail":{"delaySeconds":[{"exists":"false"}]}}"#
        #expect(
            message(of: pattern)
                == "exists match pattern must be either true or false.\n at [Source: (String)\"\(pattern)\"; "
                + "line: 1, column: 62]")
    }

    @Test func brokenTextIsRefused() {
        for text in ["", "{", #"{"a":[1"#, #"{"a":[1]}x"#, #"{"a":[01]}"#, #"{a:[1]}"#, #"{"a":["\ud800"]}"#] {
            #expect(throws: PatternError.self) { try EventPattern(parsing: text) }
        }
    }

    @Test func moreThanAThousandCombinationsAreRefused() throws {
        let ten = (0..<10).map { #"{"x\#($0)":[1]}"# }.joined(separator: ",")
        let thousand = #"{"a":{"$or":[\#(ten)]},"b":{"$or":[\#(ten)]},"c":{"$or":[\#(ten)]}}"#
        _ = try EventPattern(parsing: thousand)
        let more = #"{"$or":[{"d":[1]},{"e":[1]}],"# + thousand.dropFirst()
        #expect(throws: PatternError.self) { try EventPattern(parsing: more) }
    }

    @Test func wildcardsThatRepeatThemselvesTooMuchAreRefused() {
        let many = String(repeating: "*ab", count: 120)
        #expect(reason(of: #"{"a":[{"wildcard":"\#(many)"}]}"#)?.hasPrefix("Rule is too complex") == true)
        let repeating = "/Users/*" + String(repeating: "/dir", count: 40)
        #expect(reason(of: #"{"a":[{"wildcard":"\#(repeating)"}]}"#)?.hasPrefix("Rule is too complex") == true)
        #expect(reason(of: #"{"a":[{"wildcard":"arn:aws:events:us-east-1:*:event-bus/*"}]}"#) == nil)
    }

    @Test func deepNestingIsRefused() {
        let deep = String(repeating: #"{"a":"#, count: 200) + "[1]" + String(repeating: "}", count: 200)
        #expect(throws: PatternError.self) { try EventPattern(parsing: deep) }
    }

    private func reason(of pattern: String) -> String? {
        do throws(PatternError) {
            _ = try EventPattern(parsing: pattern)
            return nil
        } catch { return error.reason }
    }

    private func message(of pattern: String) -> String? {
        do throws(PatternError) {
            _ = try EventPattern(parsing: pattern)
            return nil
        } catch { return error.message(in: pattern) }
    }
}
