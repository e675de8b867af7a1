import AWSProtocols
import EventBridgeModel

/// The service's errors in its own words. Source: the EventBridge API reference, the errors of each operation; where it
/// gives no text, what the service answers.
extension AWSError {
    static func noSuchBus(_ name: String) -> AWSError {
        AWSError(EventBridgeErrorCode.resourceNotFoundException, "Event bus \(name) does not exist.")
    }

    static func noSuchRule(_ name: String, on bus: BusID) -> AWSError {
        AWSError(EventBridgeErrorCode.resourceNotFoundException, "Rule \(name) does not exist on EventBus \(bus.name).")
    }

    static func noSuchResource(_ arn: String) -> AWSError {
        AWSError(EventBridgeErrorCode.resourceNotFoundException, "The resource \(arn) does not exist.")
    }

    static let limitExceeded = AWSError(
        EventBridgeErrorCode.limitExceededException, "The requested resource exceeds the maximum number allowed.")

    /// - Parameter service: which the rule belongs to
    static func managedRule(_ name: String) -> AWSError {
        AWSError(
            EventBridgeErrorCode.managedRuleException, "Rule \(name) is managed by an AWS service can't be modified.")
    }

    static func invalid(_ parameter: String, _ reason: String) -> AWSError {
        .validation("Parameter \(parameter) is not valid. Reason: \(reason)")
    }
}
