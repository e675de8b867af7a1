import SNSModel
import ServiceKit

extension SNS {
    /// Subscriptions: asked for, confirmed, ended, listed, set.
    var subscriptionOperations: [Operation] {
        [
            Operation(
                change: SNSOperations.subscribe,
                on: topic(
                    \.topicArn, "SNS:Subscribe",
                    conditions: { SNSConditions(endpoint: $0.endpoint, protocol: $0.protocol) }),
                perform: subscribe),
            Operation(
                change: SNSOperations.confirmSubscription, takesUnsignedCalls: true, on: subscriptionToConfirm,
                perform: confirmSubscription),
            Operation(
                change: SNSOperations.unsubscribe, takesUnsignedCalls: true, on: subscriptionToEnd,
                perform: unsubscribe),
            Operation(
                reply: SNSOperations.listSubscriptions, on: everything("SNS:ListSubscriptions"),
                perform: listSubscriptions),
            Operation(
                reply: SNSOperations.listSubscriptionsByTopic, on: topic(\.topicArn, "SNS:ListSubscriptionsByTopic"),
                perform: listSubscriptionsByTopic),
            Operation(
                reply: SNSOperations.getSubscriptionAttributes,
                on: subscription(\.subscriptionArn, "SNS:GetSubscriptionAttributes"),
                perform: getSubscriptionAttributes),
            Operation(
                change: SNSOperations.setSubscriptionAttributes,
                on: subscription(\.subscriptionArn, "SNS:SetSubscriptionAttributes"),
                perform: setSubscriptionAttributes),
        ]
    }
}
