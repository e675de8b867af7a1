/// What the linter looks for. The raw value is how findings name the rule.
public enum LintRule: String, Hashable, Sendable, CaseIterable {
    case invalidDocument = "invalid-document"
    case tooLarge = "too-large"
    case unknownAction = "unknown-action"
    case resourceOfOtherService = "resource-of-other-service"
    case unknownConditionKey = "unknown-condition-key"
    case contradictoryConditions = "contradictory-conditions"
    case literalWildcard = "literal-wildcard"
    case notAnARN = "not-an-arn"
    case literalVariable = "literal-variable"
    case emptySetMatches = "empty-set-matches"
    case shadowedByDeny = "shadowed-by-deny"
    case redundantStatement = "redundant-statement"
    case redundantPattern = "redundant-pattern"
    case notCompared = "not-compared"

    public var severity: LintFinding.Severity {
        switch self {
        case .invalidDocument, .tooLarge, .unknownAction, .resourceOfOtherService, .contradictoryConditions, .notAnARN:
            .error
        case .unknownConditionKey, .literalWildcard, .literalVariable, .emptySetMatches, .shadowedByDeny,
            .redundantStatement, .redundantPattern, .notCompared:
            .warning
        }
    }
}
