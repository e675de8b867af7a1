import AWSProtocols
import Essentials
import EventBridgeModel
import ServiceKit

/// Where events go that could not be delivered.
///
/// On AWS that is an Amazon SQS queue. There are no queues here, so the ARN of an Amazon SNS topic is taken in its
/// place, and that of a queue refused: what cannot be kept must not be promised.
enum DeadLetterTarget {
    static func checked(_ config: DeadLetterConfig?, in scope: RequestScope) throws(AWSError) -> String? {
        guard let text = config?.arn else { return nil }
        guard let arn = ARN(text), AccountID(arn.account) != nil else {
            throw .invalid("DeadLetterConfig", "Provided Arn is not in correct format.")
        }
        guard arn.service == "sns", !arn.resource.contains(":") else {
            throw .invalid(
                "DeadLetterConfig", "Amazon SQS queues are not available: give the Arn of an Amazon SNS topic.")
        }
        guard arn.region == scope.region.description else {
            throw .invalid("DeadLetterConfig", "The dead-letter target must be in the Region of the rule.")
        }
        return text
    }
}
