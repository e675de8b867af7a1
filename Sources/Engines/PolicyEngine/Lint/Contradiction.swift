import Essentials

/// Whether conditions on one key can hold together.
///
/// Every value that could meet them all is tried, by the engine itself. That is possible where one condition leaves few
/// values, such as the texts that StringEquals lists, or the numbers beside each bound of a range.
enum Contradiction {
    /// The keys whose conditions exclude one another, sorted.
    static func keys(in conditions: [Condition]) -> [String] {
        Dictionary(grouping: conditions, by: \.key).filter { isContradictory($0.value, on: $0.key) }.keys.sorted()
    }

    /// Tries times conditions: beyond it nothing is said.
    private static let mostTries = 20_000

    private static func isContradictory(_ conditions: [Condition], on key: String) -> Bool {
        // Several values may meet several conditions between them.
        guard conditions.allSatisfy({ $0.quantifier == .none && !$0.test.hasVariables }) else { return false }
        guard conditions.contains(where: { $0.test.isExhaustible && !$0.isNegated }) else { return false }
        let candidates: [String?] = [nil] + conditions.flatMap(\.test.candidates)
        guard candidates.count * conditions.count <= mostTries else { return false }
        return candidates.allSatisfy { candidate in
            var context = RequestContext()
            context[key] = candidate.map(ContextValue.one)
            let lookup = ContextLookup(context: context, trace: nil)
            return conditions.contains { !$0.holds(in: lookup) }
        }
    }
}

extension ConditionTest {
    /// Whether `candidates` has, for every value that passes, one that passes wherever that does.
    fileprivate var isExhaustible: Bool {
        switch self {
        case .text(let patterns), .textIgnoringCase(let patterns): patterns.allSatisfy { $0.literal != nil }
        case .number, .date, .boolean: true
        // Present is any value at all; absent is one candidate.
        case .null(let expectations): !expectations.contains(false)
        case .binary, .address, .arn: false
        }
    }

    fileprivate var candidates: [String] {
        switch self {
        case .text(let patterns), .textIgnoringCase(let patterns): patterns.compactMap(\.literal)
        case .number(_, let numbers): numbers.flatMap(\.neighbours)
        case .date(_, let dates): dates.flatMap { [$0 + .seconds(-1), $0, $0 + .seconds(1)] }.map(\.iso8601)
        case .boolean: ["true", "false"]
        case .null, .binary, .address, .arn: []
        }
    }
}

extension ConditionTest {
    /// Whether what it compares with is known in a request alone.
    fileprivate var hasVariables: Bool {
        switch self {
        case .text(let patterns), .textIgnoringCase(let patterns), .boolean(let patterns):
            patterns.contains(where: \.hasVariables)
        case .arn(let patterns): patterns.contains(where: \.hasVariables)
        case .number, .date, .binary, .address, .null: false
        }
    }
}

extension TextPattern {
    /// The one text that it matches.
    fileprivate var literal: String? {
        if case .fixed(.literal(let bytes)) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
}
