import EventPatterns

/// Rules as a busy bus has them, of every operator, and an event that ten or fewer of them match.
struct Rules {
    private let index: RuleIndex
    private let single: [RuleIndex]
    private let event = Array(
        #"""
        {"version":"0","id":"7bf73129-1428-4cd3-a780-95db273d1602","detail-type":"Order Placed","source":"shop.orders",
        "account":"123456789012","time":"2026-11-11T21:29:54Z","region":"us-east-1",
        "resources":["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
        "detail":{"state":"state-5","region":"eu-5-west","file":"reports/5/summary.png","amount":505,"customer":
        {"id":"c-5","address":"10.0.5.77","tier":"gold"},"items":[{"sku":"a-1","count":1},{"sku":"b-2","count":2}],
        "note":"a note that no rule asks about, as long as notes are","flags":[true,false,null]}}
        """#.utf8)
    let expected: Int

    init(_ count: Int, wildcards: Bool = false) throws {
        let patterns = try (0..<count).map {
            try EventPattern(parsing: wildcards ? Self.wildcard($0) : Self.pattern($0))
        }
        index = RuleIndex(patterns)
        single = patterns.map { RuleIndex([$0]) }
        expected = try single.count { [event] in try !$0.matches(event).isEmpty }
    }

    func matches() throws -> Int { try index.matches(event).count }
    func matchesOneByOne() throws -> Int { try single.count { try !$0.matches(event).isEmpty } }

    /// All ask about source and kind, and each about something more.
    private static func pattern(_ number: Int) -> String {
        let detail =
            switch number % 10 {
            case 0: #""state":["state-\#(number)"]"#
            case 1: #""region":[{"prefix":"eu-\#(number)-"}]"#
            case 2: #""file":[{"suffix":"\#(number)/summary.png"}]"#
            case 3: #""amount":[{"numeric":[">",\#(number * 10),"<=",\#(number * 10 + 10)]}]"#
            case 4: #""customer":{"address":[{"cidr":"10.\#(number / 256 % 256).\#(number % 256).0/24"}]}"#
            case 5: #""customer":{"id":["c-\#(number)"],"tier":["gold","silver"]}"#
            case 6: #""file":[{"wildcard":"reports/\#(number)/*.png"}]"#
            case 7: #""customer":{"id":[{"equals-ignore-case":"C-\#(number)"}]}"#
            case 8: #""state":[{"anything-but":["state-5"]}],"missing-\#(number)":[{"exists":true}]"#
            default: #""items":{"sku":["a-\#(number)"],"count":[\#(number)]}"#
            }
        return #"{"source":["shop.orders"],"detail-type":["Order Placed"],"detail":{\#(detail)}}"#
    }

    private static func wildcard(_ number: Int) -> String {
        #"{"detail":{"file":[{"wildcard":"reports/\#(number)/*.png"}]}}"#
    }
}

/// A wildcard that all but matches, whatever it is laid upon.
struct Hostile {
    private let index: RuleIndex
    private let event: [UInt8]

    init(bytes: Int) throws {
        let stars = String(repeating: "*aaaa", count: 12)
        index = RuleIndex([try EventPattern(parsing: #"{"a":[{"wildcard":"\#(stars)*b"}]}"#)])
        event = Array(#"{"a":"\#(String(repeating: "a", count: bytes))"}"#.utf8)
    }

    func matches() throws -> Bool { try !index.matches(event).isEmpty }
}
