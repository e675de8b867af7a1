import AWSProtocols
import SNSModel

/// The service's errors in its own words. Source: the SNS API reference, the errors of each operation; where that gives
/// no text, what the service answers.
extension AWSError {
    static let topicNotFound = AWSError(SNSErrorCode.notFoundException, "Topic does not exist")
    static let subscriptionNotFound = AWSError(SNSErrorCode.notFoundException, "Subscription does not exist")
    static let resourceNotFound = AWSError(.resourceNotFoundException, "Resource does not exist")
    static let invalidNextToken = invalidParameter("NextToken")

    /// - Parameter text: the parameter, and after `Reason:` what is wrong with it
    static func invalidParameter(_ text: String) -> AWSError {
        AWSError(.invalidParameterException, "Invalid parameter: \(text)")
    }

    static func invalidAttribute(_ name: String, _ reason: String) -> AWSError {
        invalidParameter("Attributes Reason: \(name): \(reason)")
    }

    static func invalidAttributeValue(_ text: String) -> AWSError { AWSError(.invalidParameterValueException, text) }
}
