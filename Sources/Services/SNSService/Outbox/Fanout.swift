import EventPatterns
import Essentials
import ServiceKit
import Store

/// Puts each message of the outbox into the queues of the subscriptions that are to get it.
struct Fanout: JournalConsumer {
    static let consumer = "sns.fanout"

    let name = Self.consumer
    let streams: [JournalStream] = [OutboxMessage.stream]
    /// An entry can weigh a third of a megabyte.
    let batch = 64
    let store: any Store

    /// How many deliveries one transaction may make, so that none holds the writer up for long. A message with more
    /// subscribers is put into their queues at once all the same.
    private static let limit = 2000

    func consume(_ records: [JournalRecord], at now: Timestamp) async throws -> Consumption? {
        var deliveries: [DeliveryRecord] = []
        var last: Int64?
        for record in records {
            // An entry that cannot be read concerns nobody any more.
            guard let message = try? OutboxMessage(record.entry) else { continue }
            deliveries += try await self.deliveries(of: message, record.sequence, at: now)
            last = record.sequence
            if deliveries.count >= Self.limit { break }
        }
        guard let last else { return nil }
        return Consumption(through: last) { [deliveries] transaction in
            for delivery in deliveries { try transaction.enqueue(delivery) }
        }
    }

    private func deliveries(
        of message: OutboxMessage, _ entry: Int64, at now: Timestamp
    ) async throws -> [DeliveryRecord] {
        let ids: [String]
        if let id = message.subscriptionID {
            ids = [id]
        } else {
            ids = try await subscriptions(to: message.topic).filter { $0.takes(message) }.map(\.id)
        }
        return ids.map { id in
            DeliveryRecord(
                topic: message.topic, subscriptionID: id, entry: entry, group: message.group, due: now, isActive: true)
        }
    }

    private func subscriptions(to topic: TopicARN) async throws -> [SubscriptionRecord] {
        var found: [SubscriptionRecord] = []
        var position: RecordPosition?
        repeat {
            let page: RecordPage<SubscriptionRecord> = try await store.read { [position] transaction in
                try transaction.query(
                    in: .region(topic.account, topic.region), where: .equals(.confirmed, .string(topic.description)),
                    limit: 1000, after: position)
            }
            found += page.records.map(\.record)
            position = page.next
        } while position != nil
        return found
    }
}

extension SubscriptionRecord {
    /// Whether the filter policy lets a message through, as far as can be told: what is under a KMS key is opened, and
    /// held against the policy, when it is delivered.
    fileprivate func takes(_ message: OutboxMessage) -> Bool {
        guard settings.filterPolicy != nil else { return true }
        if settings.filtersBody, message.sealed != nil { return true }
        return takes(message, body: message.text ?? "")
    }

    func takes(_ message: OutboxMessage, body: String) -> Bool {
        guard let text = settings.filterPolicy else { return true }
        let scope: FilterPolicy.Scope = settings.filtersBody ? .body : .attributes
        guard let policy = try? FilterPolicy(parsing: text, scope: scope) else { return false }
        guard settings.filtersBody else {
            let attributes = message.attributes.map { ($0.name, $0.filterValue) }
            return policy.matches(Dictionary(attributes) { first, _ in first })
        }
        return policy.matches(body: message.text(for: endpoint.protocol.rawValue, in: body))
    }
}

extension WriteTransaction {
    /// Puts a delivery at the end of its lane.
    fileprivate func enqueue(_ delivery: DeliveryRecord) throws {
        var delivery = delivery
        let lane = Predicate.equals(.active, .string(delivery.lane))
        let active = try count(
            DeliveryRecord.self, in: .region(delivery.topic.account, delivery.topic.region), where: lane)
        delivery.isActive = active < DeliveryRecord.width(of: delivery.group)
        try put(delivery)
    }
}
