/// One condition key under one operator. A statement applies only where all of its conditions hold.
///
/// Source: IAM user guide, "Condition operators" and "Single-valued vs. multivalued context keys".
struct Condition: Equatable, Sendable {
    enum Quantifier: Sendable { case none, forAllValues, forAnyValue }

    /// Lower-cased: condition keys are case-insensitive.
    let key: String
    let quantifier: Quantifier
    let isNegated: Bool
    let isIfExists: Bool
    let test: ConditionTest

    func holds(in request: ContextLookup) -> Bool {
        let value = request.value(forKey: key)
        if case .null(let expectations) = test { return expectations.contains(value == nil) }
        guard let value else { return holdsWhereAbsent }
        switch (value, quantifier) {
        case (.one(let single), _): return matches(single, in: request)
        case (.many(let values), .forAllValues): return values.allSatisfy { matches($0, in: request) }
        case (.many(let values), .forAnyValue): return values.contains { matches($0, in: request) }
        // Without a quantifier a negated operator holds only where no value matches.
        case (.many(let values), .none):
            return values.contains { test.matches($0, resolving: request) } != isNegated
        }
    }

    private var holdsWhereAbsent: Bool {
        switch quantifier {
        case .none: isIfExists || isNegated
        case .forAllValues: true
        case .forAnyValue: isIfExists
        }
    }

    private func matches(_ value: String, in request: ContextLookup) -> Bool {
        test.matches(value, resolving: request) != isNegated
    }
}
