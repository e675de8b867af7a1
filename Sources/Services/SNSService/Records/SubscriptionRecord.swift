import Essentials
import Store

/// Somebody who is told what is published to a topic, or has been asked whether they want to be.
struct SubscriptionRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "sns.subscription"

    enum State: String, Codable, Sendable {
        case pending
        case confirmed
        /// Ended by a link in a message; whoever followed it by mistake can take that back.
        case cancelled
    }

    let topic: TopicARN
    /// A UUID.
    let id: String
    let owner: AccountID
    let endpoint: Endpoint
    let createdAt: Timestamp
    var state = State.pending
    var settings = SubscriptionSettings()
    /// Until when a subscription that is not confirmed waits; nil of one that is.
    var expiresAt: Timestamp?
    var isConfirmationAuthenticated = false
    /// Whether only a signed call ends it.
    var authenticatesUnsubscribe = false

    var key: RecordKey { Self.key(topic, id) }
    var arn: String { "\(topic):\(id)" }

    static func key(_ topic: TopicARN, _ id: String) -> RecordKey {
        RecordKey(account: topic.account, region: topic.region, id: "\(topic.name):\(id)")
    }

    static func owner(_ account: AccountID, _ region: Region) -> String { "\(account)/\(region)" }

    var indexes: [IndexEntry] {
        let expiry = expiresAt.map { [IndexEntry(.expiry, $0.milliseconds)] } ?? []
        guard state != .cancelled else { return expiry + [IndexEntry(.topic, "cancelled/\(topic)")] }
        let topic = topic.description
        let filters = settings.filterPolicy == nil ? [] : [topic, owner.description]
        return expiry + filters.map { IndexEntry(.filtered, $0) } + [
            IndexEntry(.topic, topic), IndexEntry(.owner, Self.owner(owner, self.topic.region)),
            IndexEntry(.endpoint, Self.endpoint(self.topic, endpoint), unique: .region),
            state == .confirmed ? IndexEntry(.confirmed, topic) : IndexEntry(.pending, topic),
        ]
    }

    static func endpoint(_ topic: TopicARN, _ endpoint: Endpoint) -> String {
        "\(topic)/\(endpoint.protocol.rawValue)/\(endpoint.text)"
    }
}

/// What the owner of a subscription can change.
struct SubscriptionSettings: Codable, Hashable, Sendable {
    var isRaw = false
    var deliveryPolicy: String?
    var filterPolicy: String?
    /// `MessageBody` where not attributes are filtered.
    var filtersBody = false
}
