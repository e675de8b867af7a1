import Testing

@testable import PolicyEngine

/// Every operator, on a value that matches, one that does not, and a key that is absent.
@Suite struct ConditionOperatorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let written: String
        let matching: [String]
        let differing: [String]
        let isNegated: Bool

        init(
            _ name: String, _ written: String, matching: [String], differing: [String], isNegated: Bool = false
        ) {
            self.name = name
            self.written = written
            self.matching = matching
            self.differing = differing
            self.isNegated = isNegated
        }

        var testDescription: String { "\(name) \(written)" }
    }

    static let positive: [Row] = [
        Row("StringEquals", #""a*b""#, matching: ["a*b"], differing: ["A*B", "axb", "", "a*b "]),
        Row("StringEquals", #"["x","y"]"#, matching: ["x", "y"], differing: ["z", "X"]),
        Row("StringEquals", #"7"#, matching: ["7"], differing: ["7.0"]),
        Row("StringEquals", #"true"#, matching: ["true"], differing: ["True"]),
        Row("StringEqualsIgnoreCase", #""Grün""#, matching: ["grün", "GRÜN"], differing: ["grun"]),
        Row("StringLike", #""a*b?""#, matching: ["abc", "axxbü"], differing: ["ab", "Abc", "xabc"]),
        Row("StringLike", #""*""#, matching: ["", "anything"], differing: []),
        Row("NumericEquals", #""10""#, matching: ["10", "10.0", "1e1"], differing: ["11", "", "ten", "0x0A"]),
        Row("NumericEquals", #"9007199254740993"#, matching: ["9007199254740993"], differing: ["9007199254740992"]),
        Row("NumericLessThan", #"10"#, matching: ["9", "-3", "9.99"], differing: ["10", "11", "nan"]),
        Row("NumericLessThanEquals", #"10"#, matching: ["9", "10"], differing: ["10.01"]),
        Row("NumericGreaterThan", #"10"#, matching: ["10.5", "11"], differing: ["10", "9", "inf"]),
        Row("NumericGreaterThanEquals", #"10"#, matching: ["10", "11"], differing: ["9"]),
        Row(
            "DateEquals", #""2026-01-02T03:04:05Z""#,
            matching: ["2026-01-02T03:04:05Z", "2026-01-02T04:04:05+01:00", "1767323045"],
            differing: ["2026-01-02T03:04:06Z", "soon", ""]),
        Row("DateLessThan", #""2026-01-02""#, matching: ["2026-01-01T23:59:59Z"], differing: ["2026-01-02T00:00:00Z"]),
        Row("DateLessThanEquals", #""2026""#, matching: ["2026-01-01"], differing: ["2026-01-01T00:00:01Z"]),
        Row("DateGreaterThan", #""2026-01""#, matching: ["2026-01-01T00:00:01Z"], differing: ["2026-01-01"]),
        Row("DateGreaterThanEquals", #"1767225600"#, matching: ["2026-01-01"], differing: ["2025-12-31"]),
        Row("Bool", #""true""#, matching: ["true", "True"], differing: ["false", "1", ""]),
        Row("Bool", #"false"#, matching: ["false"], differing: ["true"]),
        Row("BinaryEquals", #""QmluYXJ5""#, matching: ["QmluYXJ5"], differing: ["Binary", "QmluYXJ4", ""]),
        Row("IpAddress", #""203.0.113.0/24""#, matching: ["203.0.113.7"], differing: ["203.0.114.7", "x", "::1"]),
        Row("IpAddress", #""203.0.113.7""#, matching: ["203.0.113.7"], differing: ["203.0.113.8"]),
        Row(
            "IpAddress", #""2001:DB8:1234:5678::/64""#, matching: ["2001:db8:1234:5678::1"],
            differing: ["2001:db8:1234:5679::1", "203.0.113.7"]),
        Row(
            "IpAddress", #"["10.0.0.0/8","::1"]"#, matching: ["10.9.8.7", "::1", "::ffff:10.1.2.3"], differing: ["::2"]),
        Row(
            "ArnLike", #""arn:aws:sns:*:123456789012:topic-?""#,
            matching: ["arn:aws:sns:us-west-2:123456789012:topic-1"],
            differing: [
                "arn:aws:sns:us-west-2:777788889999:topic-1", "arn:aws:sns:a:b:123456789012:topic-1", "topic-1",
            ]),
        Row(
            "ArnEquals", #""arn:aws:iam::*:role/*""#, matching: ["arn:aws:iam::123456789012:role/a/b:c"],
            differing: ["arn:aws:iam::123456789012:user/a", "arn:aws:iam:role/x"]),
        Row("ArnLike", #""*""#, matching: ["arn:aws:s3:::b"], differing: ["b"]),
        Row("ArnLike", #""not-an-arn""#, matching: [], differing: ["not-an-arn", "arn:aws:s3:::b"]),
    ]

    static let negations = [
        "StringEquals": "StringNotEquals", "StringEqualsIgnoreCase": "StringNotEqualsIgnoreCase",
        "StringLike": "StringNotLike", "NumericEquals": "NumericNotEquals", "DateEquals": "DateNotEquals",
        "IpAddress": "NotIpAddress", "ArnLike": "ArnNotLike", "ArnEquals": "ArnNotEquals",
    ]

    static let rows =
        positive
        + positive.compactMap { row in
            negations[row.name].map {
                Row($0, row.written, matching: row.differing, differing: row.matching, isNegated: true)
            }
        }

    private func holds(_ name: String, _ row: Row, _ value: ContextValue?) throws -> Bool {
        var context = RequestContext()
        context["test:Key"] = value
        return try Fixture.holds(condition: #"{"\#(name)":{"TEST:key":\#(row.written)}}"#, in: context)
    }

    @Test(arguments: rows)
    func singleValueIsCompared(row: Row) throws {
        for name in [row.name, row.name + "IfExists"] {
            for value in row.matching { #expect(try holds(name, row, .one(value)), "\(value)") }
            for value in row.differing { #expect(try !holds(name, row, .one(value)), "\(value)") }
        }
    }

    @Test(arguments: rows)
    func absentKeyFollowsTheOperator(row: Row) throws {
        for absent in [nil, ContextValue.many([]), .many([""])] {
            #expect(try holds(row.name, row, absent) == row.isNegated)
            #expect(try holds(row.name + "IfExists", row, absent))
            #expect(try holds("ForAllValues:" + row.name, row, absent))
            #expect(try holds("ForAllValues:\(row.name)IfExists", row, absent))
            #expect(try !holds("ForAnyValue:" + row.name, row, absent))
            #expect(try holds("ForAnyValue:\(row.name)IfExists", row, absent))
        }
    }

    @Test(arguments: rows)
    func quantifiersRangeOverTheRequestsValues(row: Row) throws {
        let (good, bad) = (row.matching.filter { !$0.isEmpty }, row.differing.filter { !$0.isEmpty })
        for suffix in ["", "IfExists"] {
            let (all, any) = ("ForAllValues:\(row.name)\(suffix)", "ForAnyValue:\(row.name)\(suffix)")
            if !good.isEmpty {
                #expect(try holds(all, row, .many(good)))
                #expect(try holds(any, row, .many(good)))
            }
            if !bad.isEmpty {
                #expect(try !holds(all, row, .many(bad)))
                #expect(try !holds(any, row, .many(bad)))
            }
            if !good.isEmpty, !bad.isEmpty {
                #expect(try !holds(all, row, .many(good + bad)))
                #expect(try holds(any, row, .many(good + bad)))
            }
        }
    }

    @Test(arguments: rows)
    func severalValuesWithoutQuantifierNeedOneMatchOrNoneWhereNegated(row: Row) throws {
        guard let good = row.matching.last, let bad = row.differing.last, !good.isEmpty, !bad.isEmpty else { return }
        #expect(try holds(row.name, row, .many([good, bad])) != row.isNegated)
    }

    @Test(arguments: [
        (#""true""#, ContextValue?.none, true), (#""true""#, "x", false), (#""false""#, nil, false),
        (#""false""#, "x", true), (#"true"#, .many([]), true), (#""false""#, .many([""]), false),
        (#""false""#, .many(["", "x"]), true), (#"["true","false"]"#, nil, true), (#""False""#, .one(""), true),
    ])
    func nullAsksForPresence(written: String, value: ContextValue?, expected: Bool) throws {
        var context = RequestContext()
        context["test:Key"] = value
        #expect(try Fixture.holds(condition: #"{"Null":{"test:key":\#(written)}}"#, in: context) == expected)
    }

    @Test func everyConditionOfAStatementHasToHold() throws {
        let condition = #"{"StringEquals":{"t:a":"1","t:b":"2"},"NumericLessThan":{"t:n":"5"}}"#
        #expect(try Fixture.holds(condition: condition, in: ["t:a": "1", "t:b": "2", "t:n": "4"]))
        for context: RequestContext in [
            ["t:a": "0", "t:b": "2", "t:n": "4"], ["t:a": "1", "t:b": "0", "t:n": "4"],
            ["t:a": "1", "t:b": "2", "t:n": "6"], ["t:a": "1", "t:b": "2"],
        ] {
            #expect(try !Fixture.holds(condition: condition, in: context))
        }
    }

    @Test func differentlyComposedTextIsNotEqual() throws {
        let condition = "{\"StringEquals\":{\"t:name\":\"caf\u{E9}\"}}"
        #expect(try Fixture.holds(condition: condition, in: ["t:name": "caf\u{E9}"]))
        #expect(try !Fixture.holds(condition: condition, in: ["t:name": "cafe\u{301}"]))
    }
}
