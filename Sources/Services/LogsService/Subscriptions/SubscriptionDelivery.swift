import AWSProtocols
import Essentials
import SNSModel
import ServiceKit

/// Publishes to the topic of a subscription filter: in the filter's role, or as CloudWatch Logs itself, which the topic's
/// policy must then allow.
struct SubscriptionDelivery {
    let calls: any ServiceCalling

    func send(_ message: SubscriptionMessage, by filter: SubscriptionFilterRecord, of group: LogGroupRecord)
        async throws
    {
        for text in try await SlowWork.run({ try message.texts }) { try await publish(text, filter, group) }
    }

    func sendTest(of filter: SubscriptionFilterRecord, in group: LogGroupRecord) async throws {
        let message = SubscriptionMessage(
            type: "CONTROL_MESSAGE", owner: "CloudwatchLogs", logGroup: "", logStream: "", filters: [],
            events: [
                SubscriptionMessage.Event(
                    id: "", timestamp: filter.createdAt.milliseconds,
                    message: Array("CWL CONTROL MESSAGE: Checking health of destination SNS.".utf8))
            ])
        try await send(message, by: filter, of: group)
    }

    private func publish(_ text: String, _ filter: SubscriptionFilterRecord, _ group: LogGroupRecord) async throws {
        let authority: Invoker.Authority =
            filter.roleARN.map { .role(arn: $0, sessionName: "CloudWatchLogs") } ?? .itself(account: group.account)
        _ = try await calls.call(
            SNSOperations.publish, PublishInput(message: text, topicArn: filter.destinationARN),
            as: Invoker(Logs.principal, authority, source: group.arn + ":*"), in: group.region)
    }
}
