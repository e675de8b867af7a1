import Essentials

/// Finds conditions that never hold, and operators that do not mean what they look like.
struct ConditionCheck {
    let version: PolicyVersion

    func run(on statement: Statement, _ text: StatementText, _ report: inout LintReport) {
        for (name, key, values) in Self.written(text) where !report.isFull {
            checkKey(key, text, &report)
            checkValues(values, of: name, key, statement.effect, text, &report)
        }
        for resource in text.strings("Resource") where version == .v2008 && resource.contains("${") {
            tellOfVariable(resource, text, &report)
        }
        Contradiction.keys(in: statement.conditions).forEach { key in
            report.add(
                .contradictoryConditions, at: .string(key, text), "No value of \(key) meets all conditions on it.",
                "A statement applies where all of its conditions hold: split it, or take one of them out.")
        }
    }

    private static func written(_ text: StatementText) -> [(name: String, key: String, values: [String])] {
        (text.json["Condition"]?.object?.members ?? []).flatMap { member in
            (member.value.object?.members ?? []).map { key in
                let values = key.value.string.map { [$0] } ?? (key.value.array ?? []).compactMap(\.string)
                return (member.name, key.name, values)
            }
        }
    }

    private func checkKey(_ key: String, _ text: StatementText, _ report: inout LintReport) {
        guard key.lowercased().hasPrefix("aws:"), !GlobalConditionKeys.contains(key) else { return }
        report.add(
            .unknownConditionKey, at: .string(key, text), "AWS has no global condition key \(key): no request has it.",
            "See \"AWS global condition context keys\" in the IAM user guide.")
    }

    private func checkValues(
        _ values: [String], of name: String, _ key: String, _ effect: Effect, _ text: StatementText,
        _ report: inout LintReport
    ) {
        guard let parsed = try? ConditionOperator(name) else { return }
        if parsed.quantifier == .forAllValues, !parsed.isNegated, effect == .allow {
            report.add(
                .emptySetMatches, at: .string(name, text), "\(name) also holds where the request has no \(key).",
                "Add \"Null\": {\"\(key)\": \"false\"} if the key has to be there.")
        }
        for value in values where !report.isFull {
            if version == .v2008, value.contains("${") { tellOfVariable(value, text, &report) }
            switch parsed.family {
            case .string,
                .stringIgnoringCase where value.contains("*") || value.contains("?"):
                guard value.contains("*"), !value.contains("${*}") else { continue }
                report.add(
                    .literalWildcard, at: .string(value, text), "\(name) takes the asterisk in \(value) for itself.",
                    "Write \(name.replacing("EqualsIgnoreCase", with: "Equals").replacing("Equals", with: "Like")).")
            case .arn where !value.hasPrefix("arn:") && !value.hasPrefix("*") && !value.hasPrefix("${"):
                report.add(
                    .notAnARN, at: .string(value, text), "\(value) is no ARN: \(name) never matches it.",
                    "Write the whole ARN, or use a string operator.")
            default: continue
            }
        }
    }

    private func tellOfVariable(_ value: String, _ text: StatementText, _ report: inout LintReport) {
        report.add(
            .literalVariable, at: .string(value, text), "Version 2008-10-17 knows no variables: \(value) means itself.",
            "Write \"Version\": \"2012-10-17\".")
    }
}
