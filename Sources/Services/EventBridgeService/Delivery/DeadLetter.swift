import Essentials
import SNSModel
import ServiceKit

/// An event that could not be delivered, with why.
struct DeadLetter: Sendable {
    let delivery: DeliveryRecord
    /// Where it goes; nil where nobody asked for it.
    let topic: String?
    let attempts: Int
    let code: String
    let message: String

    /// The message's attributes, under the names that a queue would get them.
    /// Source: EventBridge user guide, "Using dead-letter queues to process undelivered events".
    var attributes: [String: MessageAttributeValue] {
        [
            "RULE_ARN": delivery.bus.ruleARN(delivery.rule), "TARGET_ARN": delivery.destination, "ERROR_CODE": code,
            "ERROR_MESSAGE": message.isEmpty ? code : message, "RETRY_ATTEMPTS": String(attempts - 1),
        ].mapValues { MessageAttributeValue(dataType: "String", stringValue: $0) }
    }
}

extension DeliverySender {
    /// False where the topic has not taken it.
    func sendDeadLetter(_ failure: DeadLetter) async -> Bool {
        guard let topic = failure.topic, let region = ARN(topic).flatMap({ Region($0.region) }) else { return false }
        let invoker = Invoker(
            EventBridge.principal, .itself(account: failure.delivery.bus.account),
            source: failure.delivery.bus.ruleARN(failure.delivery.rule))
        let input = PublishInput(
            message: failure.delivery.event, topicArn: topic, messageAttributes: failure.attributes)
        return (try? await calls.call(SNSOperations.publish, input, as: invoker, in: region)) != nil
    }
}
