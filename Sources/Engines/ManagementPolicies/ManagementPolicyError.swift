import Essentials

/// Why a document is not a management policy. Each answers AWS's `MalformedPolicyDocumentException`.
public enum ManagementPolicyError: Error, Hashable, Sendable {
    case tooLarge(maximum: Int)
    case invalidJSON(JSONError)
    /// What stands at `path`, such as `plans/daily/regions`, does not fit the grammar of the type.
    case malformed(path: String, Problem)

    public enum Problem: String, Hashable, Sendable {
        case notAnObject = "is not an object"
        case unknownKey = "is not a key of this policy type"
        case unknownOperator = "is not an inheritance operator"
        case repeatedKey = "differs from another key in case alone"
        case operatorNotAllowed = "is an operator that does not fit here"
        case invalidOperatorValue = "has a value of the wrong form"
        case invalidValue = "has a value that is not allowed"
        case missingValue = "sets nothing"
        case tooMany = "holds more than is allowed"
        case mutuallyExclusive = "holds keys that exclude each other"
        case keyDiffersFromTagKey = "is not the tag key in another case"
    }
}
