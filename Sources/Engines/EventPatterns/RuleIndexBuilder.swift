/// Gathers the conditions of patterns: equal ones of different rules become one.
struct RuleIndexBuilder {
    private struct Key: Hashable {
        let field: Int
        let tests: [ValueTest]
    }

    private(set) var paths = PathTree()
    private(set) var conditions: [(field: Int32, tests: [ValueTest])] = []
    private var fields: [FieldTests] = []
    private var numbers: [Key: Int32] = [:]
    private var alternatives: [(rule: Int32, conditions: [Int32])] = []

    mutating func add(_ pattern: EventPattern, rule: Int) {
        for conjunction in pattern.conjunctions {
            var conditions: [Int32] = []
            for condition in conjunction {
                let number = number(of: condition)
                if !conditions.contains(number) { conditions.append(number) }
            }
            alternatives.append((Int32(rule), conditions))
        }
    }

    private mutating func number(of condition: FieldCondition) -> Int32 {
        let field = paths.field(at: condition.path, next: fields.count)
        if field == fields.count { fields.append(FieldTests()) }
        let key = Key(field: field, tests: condition.tests)
        if let known = numbers[key] { return known }
        let number = Int32(conditions.count)
        numbers[key] = number
        conditions.append((Int32(field), condition.tests))
        for test in condition.tests { fields[field].add(test, for: number) }
        return number
    }

    func finishedFields() -> [FieldIndex] { fields.map(FieldIndex.init) }

    /// Each alternative under the one of its conditions that is likely to hold least often: one that few share, and
    /// that asks for a value rather than for its absence.
    func candidates() -> [[RuleIndex.Candidate]] {
        var shares = [Int](repeating: 0, count: conditions.count)
        for alternative in alternatives { for condition in alternative.conditions { shares[Int(condition)] += 1 } }
        let costs = conditions.indices.map { number in
            shares[number] * (conditions[number].tests.contains(where: \.isBroad) ? 1000 : 1)
        }
        var candidates = [[RuleIndex.Candidate]](repeating: [], count: conditions.count)
        for alternative in alternatives {
            guard let trigger = alternative.conditions.min(by: { costs[Int($0)] < costs[Int($1)] }) else { continue }
            let others = alternative.conditions.filter { $0 != trigger }
            candidates[Int(trigger)].append(
                RuleIndex.Candidate(rule: alternative.rule, others: others, trigger: trigger))
        }
        return candidates
    }
}

extension ValueTest {
    /// Whether most values meet it.
    fileprivate var isBroad: Bool {
        switch self {
        case .exists, .isAbsent, .anythingBut: true
        default: false
        }
    }
}
