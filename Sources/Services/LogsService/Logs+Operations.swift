import LogsModel
import ServiceKit

/// Everything that the service implements. What is not here answers that it is not implemented.
extension Logs {
    public var operations: [Operation] {
        groupOperations + tagOperations + resourcePolicyOperations + eventOperations + filterOperations
    }

    public var chores: [any Chore] {
        [
            DiscardChore(store: store), RetentionChore(store: store), DeliveryRetryChore(store: store, outbox: outbox),
        ]
    }

    public var journalConsumers: [any JournalConsumer] { [outbox] }

    public var metricSources: [any MetricSource] { [LogMetrics(store: store)] }

    /// The model's constraints are told as the service's own error.
    public var validationCode: String? { LogsErrorCode.invalidParameterException.rawValue }

    private var outbox: SubscriptionOutbox {
        SubscriptionOutbox(
            store: store, groups: groups, dataKeys: dataKeys, delivery: SubscriptionDelivery(calls: calls))
    }
}
