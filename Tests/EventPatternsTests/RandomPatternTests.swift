import Essentials
import EventPatterns
import Testing

/// Patterns and events by chance, out of a small vocabulary so that they often meet, held against the reference.
@Suite struct RandomPatternTests {
    @Test(arguments: 0..<40) func theIndexAgreesWithTheReference(_ seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let patterns = (0..<30).map { _ in chance.pattern(depth: 2) }
        let parsed = try patterns.map { try EventPattern(parsing: $0.text) }
        let index = RuleIndex(parsed)
        for _ in 0..<60 {
            let event = chance.object(depth: 3)
            let expected = patterns.indices.filter { ReferenceMatcher.matches(patterns[$0], event) }
            let found = try index.matches(event.bytes)
            #expect(found == expected, "\(event.text)")
            if found != expected {
                for number in Set(found).symmetricDifference(expected) { Issue.record("\(patterns[number].text)") }
                return
            }
            for (pattern, number) in zip(parsed, patterns.indices) {
                #expect(try pattern.matches(event.bytes) == expected.contains(number))
            }
        }
    }

    @Test(arguments: 0..<20) func randomBytesAreNeverTakenForWhatTheyAreNot(_ seed: UInt64) {
        var chance = Chance(seed: seed)
        let alphabet = Array(#"{}[]",:01.-eEtrufalsn\ "#.utf8)
        for _ in 0..<500 {
            let text = (0..<chance.number(40)).map { _ in alphabet[chance.number(alphabet.count)] }
            let isJSON = (try? JSON(parsing: text)) != nil
            let index = RuleIndex([])
            let isEvent = (try? index.matches(text)) != nil
            // The reader of events takes what JSON's own takes, and members of one name beside.
            if isJSON { #expect(isEvent) }
            _ = try? EventPattern(parsing: String(decoding: text, as: UTF8.self))
        }
    }
}

/// Chance that comes out the same again (SplitMix64).
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func number(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(limit))
    }

    private mutating func one<Element>(of elements: [Element]) -> Element { elements[number(elements.count)] }

    private mutating func name() -> String { one(of: ["a", "b", "c"]) }
    private mutating func text() -> String { one(of: ["", "a", "ab", "aba", "abab", "b", "Ba", "aB", "ba*"]) }
    private mutating func scalar() -> JSON {
        switch number(6) {
        case 0: .integer(Int64(number(5)))
        case 1: one(of: [.null, .bool(true), .bool(false)])
        default: .string(text())
        }
    }

    mutating func object(depth: Int) -> JSON {
        var object = JSON.Object()
        for _ in 0..<number(4) { object[name()] = value(depth: depth - 1) }
        return .object(object)
    }

    private mutating func value(depth: Int) -> JSON {
        switch depth > 0 ? number(5) : 0 {
        case 1, 2: object(depth: depth)
        case 3: .array((0..<number(4)).map { _ in value(depth: depth - 1) })
        default: scalar()
        }
    }

    mutating func pattern(depth: Int) -> JSON {
        var object = JSON.Object()
        for _ in 0..<1 + number(3) {
            switch depth > 0 ? number(6) : 0 {
            case 1, 2: object[name()] = pattern(depth: depth - 1)
            case 3: object["$or"] = .array((0..<2 + number(2)).map { _ in pattern(depth: depth - 1) })
            default: object[name()] = .array((0..<1 + number(3)).map { _ in test() })
            }
        }
        return .object(object)
    }

    private mutating func test() -> JSON {
        let text = JSON.string(text())
        switch number(14) {
        case 0: return ["prefix": text]
        case 1: return ["suffix": text]
        case 2: return ["prefix": ["equals-ignore-case": text]]
        case 3: return ["suffix": ["equals-ignore-case": text]]
        case 4: return ["equals-ignore-case": text]
        case 5: return ["exists": .bool(number(2) == 0)]
        case 6: return ["wildcard": wildcard()]
        case 7: return ["anything-but": number(2) == 0 ? text : .array([text, .string(self.text())])]
        case 8: return ["anything-but": ["wildcard": wildcard()]]
        case 9: return ["anything-but": ["equals-ignore-case": .array([text])]]
        case 10: return ["numeric": [one(of: ["=", "<", "<=", ">", ">="]), .integer(Int64(number(5)))]]
        case 11: return ["anything-but": ["prefix": "a"]]
        default: return scalar()
        }
    }

    private mutating func wildcard() -> JSON {
        .string(one(of: ["*", "a*", "*a", "*b*", "a*a", "*ab*ab", "a*b*a", "ab"]))
    }
}
