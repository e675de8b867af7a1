import Essentials
import Store

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Something that subscriptions are to be told: one entry of the outbox's journal.
struct OutboxMessage: Codable, Hashable, Sendable {
    enum Kind: String, Codable, Sendable {
        /// What was published: for all subscriptions that are confirmed.
        case notification
        /// The question whether an endpoint wants to be told: for one subscription.
        case confirmation
        /// That it will not be told any more: likewise.
        case cancellation
    }

    let kind: Kind
    /// A UUID.
    let id: String
    let topic: TopicARN
    let time: Timestamp
    /// Of what is for one subscription, its id.
    var subscriptionID: String?
    var subject: String?
    /// The body; nil where it is under a KMS key, or there is none.
    var text: String?
    var sealed: SealedBody?
    var isStructured = false
    var attributes: [MessageAttribute] = []
    /// The message group, and the place in it, of a FIFO topic.
    var group: String?
    var sequenceNumber: String?

    init(_ kind: Kind, id: String, topic: TopicARN, at time: Timestamp) {
        self.kind = kind
        self.id = id
        self.topic = topic
        self.time = time
    }

    static func confirmation(of subscription: SubscriptionRecord, at time: Timestamp) -> OutboxMessage {
        about(subscription, .confirmation, at: time)
    }

    static func cancellation(of subscription: SubscriptionRecord, at time: Timestamp) -> OutboxMessage {
        about(subscription, .cancellation, at: time)
    }

    private static func about(
        _ subscription: SubscriptionRecord, _ kind: Kind, at time: Timestamp
    ) -> OutboxMessage {
        var message = OutboxMessage(kind, id: SystemRandom().uuid(), topic: subscription.topic, at: time)
        message.subscriptionID = subscription.id
        return message
    }
}

extension OutboxMessage {
    /// Holds what was published until every subscription has it, or has given it up.
    static let stream: JournalStream = "sns.outbox"

    var entry: JournalEntry {
        get throws {
            JournalEntry(
                stream: Self.stream, account: topic.account, region: topic.region, time: time, id: id,
                body: [UInt8](try JSONEncoder().encode(self)))
        }
    }

    init(_ entry: JournalEntry) throws { self = try JSONDecoder().decode(Self.self, from: Data(entry.body)) }

    /// The text for a protocol, of a message that may have one for each.
    func text(for name: String, in body: String) -> String {
        guard isStructured, let object = (try? JSON(parsing: body))?.object else { return body }
        return object[name]?.string ?? object["default"]?.string ?? body
    }
}
