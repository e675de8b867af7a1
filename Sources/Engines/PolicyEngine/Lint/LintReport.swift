/// The findings of one document as they come in.
struct LintReport {
    /// Where something is: findings give lines.
    enum Place {
        case offset(Int)
        /// The first string of the document with this text.
        case text(String)
        case statement(StatementText)
        /// The first string of the statement with this text.
        case string(String, StatementText)
    }

    private let map: SourceMap
    private var found: [LintFinding] = []

    /// Nobody reads more, and a hostile document could ask for any number.
    private static let most = 200

    init(_ map: SourceMap) { self.map = map }

    /// Whether there is no point in looking further.
    var isFull: Bool { found.count >= Self.most }

    var findings: [LintFinding] {
        // The sort is stable: findings of one line stay as they came.
        found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
    }

    mutating func add(_ rule: LintRule, at place: Place, _ problem: String, _ advice: String) {
        guard !isFull else { return }
        let (offset, statement): (Int, Int?) =
            switch place {
            case .offset(let offset): (offset, nil)
            case .text(let text): (map.offset(of: text, in: nil) ?? 0, nil)
            case .statement(let statement): (statement.range.lowerBound, statement.index)
            case .string(let text, let statement):
                (map.offset(of: text, in: statement.range) ?? statement.range.lowerBound, statement.index)
            }
        found.append(
            LintFinding(
                severity: rule.severity, rule: rule, line: map.line(at: offset), statement: statement,
                problem: problem, advice: advice))
    }
}
