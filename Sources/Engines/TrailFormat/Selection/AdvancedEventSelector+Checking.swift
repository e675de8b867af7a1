extension AdvancedEventSelector {
    private static let mostValues = 500

    static func check(_ selectors: [AdvancedEventSelector]) throws(SelectorViolation) {
        guard !selectors.isEmpty else { throw SelectorViolation("AdvancedEventSelectors must not be empty.") }
        for selector in selectors { try selector.check() }
        let count = selectors.reduce(0) { $0 + $1.fields.reduce(0) { $0 + $1.valueCount } }
        guard count <= mostValues else {
            throw SelectorViolation(
                "The total number of values for all conditions in advanced event selectors cannot exceed "
                    + "\(mostValues): \(count).")
        }
    }

    private func check() throws(SelectorViolation) {
        guard Set(fields.map(\.field)).count == fields.count else {
            throw SelectorViolation("A field can be used only once in an advanced event selector.")
        }
        guard let condition = fields.first(where: { $0.field == "eventCategory" }) else {
            throw SelectorViolation("Every advanced event selector must have the eventCategory field.")
        }
        guard condition.equals.count == 1, condition.valueCount == 1, let rules = Self.rules[condition.equals[0]] else {
            throw SelectorViolation(
                "The eventCategory field must use the Equals operator with one of the values Management, Data and "
                    + "NetworkActivity.")
        }
        for field in fields {
            guard let rule = rules[field.field] else {
                throw SelectorViolation(
                    "Field \(field.field) is not supported for event category \(condition.equals[0]).")
            }
            try field.check(rule)
        }
        for (name, rule) in rules where rule.isRequired && !fields.contains(where: { $0.field == name }) {
            throw SelectorViolation("Field \(name) is required for event category \(condition.equals[0]).")
        }
    }

    /// The fields of each category for trails.
    private static let rules: [String: [String: FieldRule]] = [
        management: [
            "eventCategory": .choice(of: [management]), "readOnly": .choice(of: ["true", "false"]),
            "eventSource": FieldRule(
                operators: [.notEquals], values: { BasicEventSelector.excludableSources.contains($0) }),
        ],
        data: [
            "eventCategory": .choice(of: [data]), "readOnly": .choice(of: ["true", "false"]), "eventSource": .any,
            "eventName": .any, "eventType": .any, "resources.ARN": .any, "userIdentity.arn": .any,
            "resources.type": FieldRule(
                operators: [.equals], isSingle: true, isRequired: true, values: DataResourceType.isWellFormed),
            "sessionCredentialFromConsole": FieldRule(
                operators: [.equals, .notEquals], isSingle: true, values: { $0 == "true" }),
        ],
        networkActivity: [
            "eventCategory": .choice(of: [networkActivity]),
            "eventSource": FieldRule(operators: [.equals], isSingle: true, isRequired: true), "eventName": .any,
            "errorCode": FieldRule(operators: [.equals], values: { $0 == "VpceAccessDenied" }), "vpcEndpointId": .any,
            "userIdentity.arn": .any,
        ],
    ]
}

/// What may be asked of one field.
struct FieldRule: Sendable {
    enum Operator: String, CaseIterable, Sendable {
        case equals = "Equals"
        case startsWith = "StartsWith"
        case endsWith = "EndsWith"
        case notEquals = "NotEquals"
        case notStartsWith = "NotStartsWith"
        case notEndsWith = "NotEndsWith"
    }

    var operators: Set<Operator>
    /// Whether there can be one value alone.
    var isSingle = false
    var isRequired = false
    var values: @Sendable (String) -> Bool = { _ in true }

    static let any = FieldRule(operators: Set(Operator.allCases))

    static func choice(of values: Set<String>) -> FieldRule {
        FieldRule(operators: [.equals], isSingle: true, values: { values.contains($0) })
    }
}

extension FieldCondition {
    fileprivate func check(_ rule: FieldRule) throws(SelectorViolation) {
        guard valueCount > 0 else {
            throw SelectorViolation("Field \(field) must have at least one operator with a value.")
        }
        for (name, values) in conditions where !values.isEmpty {
            guard rule.operators.contains(name) else {
                throw SelectorViolation("Operator \(name.rawValue) is not supported for field \(field).")
            }
            guard Set(values).count == values.count else {
                throw SelectorViolation("Operator \(name.rawValue) of field \(field) has a value more than once.")
            }
            for value in values where !rule.values(value) {
                throw SelectorViolation("Value \(value) for field \(field) is invalid.")
            }
        }
        guard !rule.isSingle || valueCount == 1 else {
            throw SelectorViolation("Field \(field) can have one value only.")
        }
    }

    private var conditions: [(FieldRule.Operator, [String])] {
        [
            (.equals, equals), (.startsWith, startsWith), (.endsWith, endsWith), (.notEquals, notEquals),
            (.notStartsWith, notStartsWith), (.notEndsWith, notEndsWith),
        ]
    }
}

/// The types of resources that data events are about.
enum DataResourceType {
    /// `AWS::Service::Type`. Which of them AWS knows changes by the month; one whose service is not here selects nothing.
    @Sendable static func isWellFormed(_ type: String) -> Bool {
        let parts = type.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 5 && parts[0] == "AWS" && parts[1].isEmpty && parts[3].isEmpty
            && [parts[2], parts[4]].allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy {
                        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    }
            }
    }
}
