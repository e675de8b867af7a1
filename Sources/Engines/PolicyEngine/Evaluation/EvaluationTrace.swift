/// The condition keys and statements that one evaluation came by.
final class EvaluationTrace {
    private var found: Set<String> = []
    private var missing: Set<String> = []
    private var statements: [Effect: [Explanation.DecidingStatement]] = [:]

    func note(key: String, isFound: Bool) {
        if isFound { found.insert(key) } else { missing.insert(key) }
    }

    func note(_ statement: Statement, of source: PolicySource) {
        let entry = Explanation.DecidingStatement(source: source, index: statement.index, sid: statement.sid)
        if statements[statement.effect]?.contains(entry) != true {
            statements[statement.effect, default: []].append(entry)
        }
    }

    func explanation(of outcome: Decision.Outcome) -> Explanation {
        let deciding =
            switch outcome {
            case .allowed: statements[.allow]
            case .explicitlyDenied: statements[.deny]
            case .implicitlyDenied: [Explanation.DecidingStatement]?.none
            }
        return Explanation(statements: deciding ?? [], keysFound: found.sorted(), keysMissing: missing.sorted())
    }
}
