import Essentials
import Store

/// One message on its way to one subscription: one row of that subscription's queue.
///
/// Deliveries of one lane come in order of the journal, and only the first few of a lane are active, so that an endpoint
/// that is down is a few rows to look at, however much waits for it. A subscription to a standard topic is one lane; of
/// a subscription to a FIFO topic each message group is, with one active delivery.
struct DeliveryRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "sns.delivery"

    let topic: TopicARN
    let subscriptionID: String
    /// The number of the message's entry in the outbox.
    let entry: Int64
    /// The message group of a FIFO topic.
    let group: String?
    var attempts = 0
    var due: Timestamp
    var isActive: Bool

    var key: RecordKey { Self.key(topic, subscriptionID, entry) }
    var subscription: RecordKey { SubscriptionRecord.key(topic, subscriptionID) }
    var lane: String { Self.lane(topic, subscriptionID, group) }

    static func key(_ topic: TopicARN, _ subscriptionID: String, _ entry: Int64) -> RecordKey {
        let digits = String(entry)
        let padded = String(repeating: "0", count: max(0, 19 - digits.count)) + digits
        return RecordKey(account: topic.account, region: topic.region, id: "\(subscriptionID)/\(padded)")
    }

    static func lane(_ topic: TopicARN, _ subscriptionID: String, _ group: String?) -> String {
        "\(subscriptionID)/\(group ?? "")"
    }

    /// How many deliveries of a lane may be active.
    static func width(of group: String?) -> Int { group == nil ? 8 : 1 }

    var indexes: [IndexEntry] {
        let place =
            isActive
            ? [IndexEntry(.active, lane), IndexEntry(.due, due.milliseconds)] : [IndexEntry(.waiting, lane)]
        return place + [IndexEntry(.entry, entry)]
    }
}
