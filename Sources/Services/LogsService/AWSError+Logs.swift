import AWSProtocols
import LogsModel

/// The service's errors in its own words. Source: CloudWatch Logs API reference, the errors of each operation.
extension AWSError {
    static let groupNotFound = AWSError(
        LogsErrorCode.resourceNotFoundException, "The specified log group does not exist.")
    static let groupExists = AWSError(
        LogsErrorCode.resourceAlreadyExistsException, "The specified log group already exists")
    static let streamNotFound = AWSError(
        LogsErrorCode.resourceNotFoundException, "The specified log stream does not exist.")
    static let streamExists = AWSError(
        LogsErrorCode.resourceAlreadyExistsException, "The specified log stream already exists")
    static let invalidNextToken = invalidParameter("The specified nextToken is invalid.")
    static let limitExceeded = AWSError(LogsErrorCode.limitExceededException, "Resource limit exceeded.")

    static func invalidParameter(_ message: String) -> AWSError {
        AWSError(LogsErrorCode.invalidParameterException, message)
    }

    static func notOfClass(_ group: LogGroupRecord) -> AWSError {
        AWSError(
            LogsErrorCode.invalidOperationException,
            "The operation is not supported for log groups of the class \(group.groupClass.rawValue).")
    }
}
