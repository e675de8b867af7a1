import Essentials

/// Reads `Condition`.
struct ConditionParser {
    let values: PatternParser

    func parse(_ value: JSON?) throws(PolicyError) -> [Condition] {
        guard let value else { return [] }
        guard let operators = value.object else { throw .syntax(element: "Condition") }
        var conditions: [Condition] = []
        for member in operators.members {
            let conditionOperator = try ConditionOperator(member.name)
            guard let keys = member.value.object else { throw .syntax(element: member.name) }
            for key in keys.members {
                conditions.append(try condition(conditionOperator, key: key.name, values: key.value))
            }
        }
        return conditions
    }

    private func condition(
        _ conditionOperator: ConditionOperator, key: String, values: JSON
    ) throws(PolicyError) -> Condition {
        guard let colon = key.utf8.firstIndex(of: UInt8(ascii: ":")), colon != key.startIndex else {
            throw .actionWithoutVendor
        }
        let texts = try (values.array ?? [values]).map { value throws(PolicyError) in
            try value.requireScalarText(key)
        }
        guard !texts.isEmpty else { throw .invalidConditionValue(key: key) }
        return Condition(
            key: key.lowercased(), quantifier: conditionOperator.quantifier, isNegated: conditionOperator.isNegated,
            isIfExists: conditionOperator.isIfExists, test: try test(conditionOperator.family, key: key, texts))
    }

    private func test(
        _ family: ConditionOperator.Family, key: String, _ texts: [String]
    ) throws(PolicyError) -> ConditionTest {
        switch family {
        case .string: .text(try patterns(texts, wildcards: false))
        case .stringLike: .text(try patterns(texts, wildcards: true))
        case .stringIgnoringCase: .textIgnoringCase(try patterns(texts, wildcards: false, ignoringCase: true))
        case .numeric(let comparison): .number(comparison, try read(texts, key) { PolicyNumber($0) })
        case .date(let comparison): .date(comparison, try read(texts, key) { Timestamp(policyDate: $0) })
        case .boolean: .boolean(try booleans(texts, key))
        case .binary: .binary(try read(texts, key) { Base64.decode($0) })
        case .address: .address(try read(texts, key) { IPRange($0) })
        case .arn: .arn(try texts.map { text throws(PolicyError) in try arnPattern(text) })
        case .null: .null(try read(texts, key) { Bool($0.lowercased()) })
        }
    }

    private func read<Value>(
        _ texts: [String], _ key: String, _ convert: (String) -> Value?
    ) throws(PolicyError) -> [Value] {
        try texts.map { text throws(PolicyError) in
            guard let value = convert(text) else { throw .invalidConditionValue(key: key) }
            return value
        }
    }

    private func patterns(
        _ texts: [String], wildcards: Bool, ignoringCase: Bool = false
    ) throws(PolicyError) -> [TextPattern] {
        try texts.map { text throws(PolicyError) in
            try values.pattern(text, wildcards: wildcards, ignoringCase: ignoringCase)
        }
    }

    private func booleans(_ texts: [String], _ key: String) throws(PolicyError) -> [TextPattern] {
        let patterns = try patterns(texts, wildcards: false, ignoringCase: true)
        for pattern in patterns {
            // A variable is only known in a request; what is written out must be a Boolean.
            if case .fixed(let written) = pattern, !Self.booleanLiterals.contains(written) {
                throw .invalidConditionValue(key: key)
            }
        }
        return patterns
    }

    private static let booleanLiterals: Set<Wildcard> = [.literal(Array("true".utf8)), .literal(Array("false".utf8))]

    /// A pattern of fewer than six parts whose last ends in an asterisk goes on over the parts that are missing.
    private func arnPattern(_ text: String) throws(PolicyError) -> ARNPattern {
        var parts = values.colonSeparated(text, maximum: ARNPattern.partCount)
        if parts.last?.hasSuffix("*") == true {
            parts += [String](repeating: "*", count: ARNPattern.partCount - parts.count)
        }
        return ARNPattern(
            parts: try parts.map { part throws(PolicyError) in try values.pattern(part, wildcards: true) })
    }
}
