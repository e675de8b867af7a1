/// Finds statements and patterns that others make pointless.
struct ShadowCheck {
    let statements: [Statement]
    let texts: [StatementText]

    func run(_ report: inout LintReport) {
        var coverage = Coverage()
        for (statement, text) in zip(statements, texts) where !report.isFull {
            checkPatterns(of: statement, text, &coverage, &report)
            checkOthers(statement, text, &coverage, &report)
        }
        if coverage.isExhausted {
            report.add(
                .notCompared, at: .offset(0), "There are too many patterns to compare each with every other.",
                "Split the policy.")
        }
    }

    private func checkPatterns(
        of statement: Statement, _ text: StatementText, _ coverage: inout Coverage, _ report: inout LintReport
    ) {
        let actions = statement.actions
        let resources = statement.resources
        check(actions.patterns, text.strings(actions.isNegated ? "NotAction" : "Action"), text, &report) {
            coverage.covers($0, $1)
        }
        guard let resources else { return }
        check(resources.patterns, text.strings(resources.isNegated ? "NotResource" : "Resource"), text, &report) {
            coverage.covers($0, $1)
        }
    }

    /// A pattern of a list that another of it covers; of two that say the same, the later.
    private func check<Pattern>(
        _ patterns: [Pattern], _ names: [String], _ text: StatementText, _ report: inout LintReport,
        covers: (Pattern, Pattern) -> Bool
    ) {
        guard patterns.count == names.count else { return }
        for later in patterns.indices where !report.isFull {
            let other = patterns.indices.first { other in
                other != later && covers(patterns[other], patterns[later])
                    && (other < later || !covers(patterns[later], patterns[other]))
            }
            guard let other else { continue }
            report.add(
                .redundantPattern, at: .string(names[later], text), "\(names[other]) includes \(names[later]) already.",
                "Take \(names[later]) out.")
        }
    }

    private func checkOthers(
        _ statement: Statement, _ text: StatementText, _ coverage: inout Coverage, _ report: inout LintReport
    ) {
        for other in statements where other !== statement && coverage.covers(other, statement) {
            if statement.effect == .allow, other.effect == .deny {
                report.add(
                    .shadowedByDeny, at: .statement(text),
                    "\(other.title) denies all that \(statement.title) allows.",
                    "A Deny overrides every Allow: narrow \(other.title), or take \(statement.title) out.")
                return
            }
            let isEarlierTwin = other.index > statement.index && coverage.covers(statement, other)
            if other.effect == statement.effect, !isEarlierTwin {
                report.add(
                    .redundantStatement, at: .statement(text),
                    "\(other.title) says all that \(statement.title) says.", "Take \(statement.title) out.")
                return
            }
        }
    }
}

extension Statement {
    /// How findings name it.
    fileprivate var title: String {
        sid.map { "statement \"\($0)\"" } ?? "statement \(index + 1)"
    }
}
