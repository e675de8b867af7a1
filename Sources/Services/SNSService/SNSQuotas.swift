import Essentials

/// How much there may be of everything. Source: SNS developer guide and AWS general reference, "Amazon SNS endpoints and
/// quotas"; filter policies: "Filter policy constraints in Amazon SNS".
enum SNSQuotas {
    static let topics = 100_000
    static let fifoTopics = 1000
    static let subscriptionsOfTopic = 12_500_000
    static let pendingSubscriptions = 5000
    static let filterPoliciesOfTopic = 200
    static let filterPoliciesOfAccount = 10_000
    static let tags = 50
    /// Of a message with its attributes, and of a batch, in bytes.
    static let messageSize = 262_144
    static let batchEntries = 10
    static let policySize = 30_720
    static let page = 100
    /// How long a token confirms, and a subscription that nobody confirms stays.
    /// Source: SNS API reference, Subscribe: "Confirmation tokens are valid for two days."
    static let confirmation = TimeSpan.days(2)
    /// Source: SNS developer guide, "Message deduplication for FIFO topics".
    static let deduplication = TimeSpan.minutes(5)
}
