#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Essentials
import ServiceKit
import Store

extension PendingDelivery {
    func journalEntry(at now: Timestamp, account: AccountID, region: Region) throws -> JournalEntry {
        JournalEntry(
            stream: Self.stream, account: account, region: region, time: now, id: filter,
            body: [UInt8](try JSONEncoder().encode(self)))
    }
}

/// Delivers what subscription filters have found, from a journal that was written with the events: soon after, off the
/// callers' path, again where it fails, and again after a crash.
struct SubscriptionOutbox: JournalConsumer {
    let name = "logs.subscriptions"
    let streams = [PendingDelivery.stream]
    let store: any Store
    let groups: GroupDirectory
    let dataKeys: GroupDataKeys
    let delivery: SubscriptionDelivery

    func consume(_ records: [JournalRecord], at now: Timestamp) async throws -> Consumption? {
        var failed: [DeliveryRecord] = []
        for record in records {
            guard let account = record.entry.account, let region = record.entry.region,
                let pending = try? JSONDecoder().decode(PendingDelivery.self, from: Data(record.entry.body))
            else { continue }
            if try await !deliver(pending, account, region) {
                failed.append(DeliveryRecord(pending, record, account: account, region: region, at: now))
            }
        }
        let (failures, last) = (failed, records.last?.sequence ?? 0)
        return Consumption { transaction in
            for failure in failures { try transaction.put(failure) }
            try transaction.trim(PendingDelivery.stream, through: last)
        }
    }

    /// False where it is to be tried again. What was deleted since, the filter or the events, is delivered no more.
    func deliver(_ pending: PendingDelivery, _ account: AccountID, _ region: Region) async throws -> Bool {
        guard let group = try groups.group(account, region, pending.groupName), group.number == pending.group,
            let filter = try groups.filters(of: group).subscriptions.map(\.record).first(where: {
                $0.name == pending.filter
            })
        else { return true }
        do {
            let events = try await events(of: pending, in: group)
            guard !events.isEmpty else { return true }
            let message = SubscriptionMessage(
                type: "DATA_MESSAGE", owner: account.description, logGroup: group.name, logStream: pending.streamName,
                filters: [filter.name], events: events)
            try await delivery.send(message, by: filter, of: group)
            return true
        } catch let error where !(error is CancellationError) {
            return false
        }
    }

    private func events(
        of pending: PendingDelivery, in group: LogGroupRecord
    ) async throws -> [SubscriptionMessage.Event] {
        let positions = pending.positions
        guard let first = positions.first, let last = positions.last else { return [] }
        let query = TimelineQuery(group.number, lane: pending.lane, times: first.time...last.time)
        let wanted = Set(positions)
        var entries: [TimelineEntry] = []
        var position: TimelinePosition?
        var hasMore = true
        while hasMore {
            let page = try await store.read { [position] in
                try $0.timeline(query, after: position, limit: TimelineLimit(entries: 2000, bytes: 4 << 20))
            }
            entries += page.entries.filter { wanted.contains($0.position) }
            position = page.entries.last?.position
            hasMore = page.hasMore && entries.count < wanted.count
        }
        var reader = EventReader(group, store: store, dataKeys: dataKeys)
        return try await reader.open(entries).map {
            SubscriptionMessage.Event(
                id: EventID.text($0.stored.position), timestamp: $0.stored.position.time.milliseconds,
                message: $0.message)
        }
    }
}

/// Tries deliveries again that have failed, at growing intervals.
struct DeliveryRetryChore: Chore {
    let name = "logs.deliveries"
    let watchedKinds: Set<RecordKind> = [DeliveryRecord.kind]
    let store: any Store
    let outbox: SubscriptionOutbox

    func nextDue() async throws -> Timestamp? { try await next()?.due }

    func perform(at now: Timestamp) async throws {
        while let record = try await next(), record.due <= now {
            let isDone = try await outbox.deliver(record.delivery, record.account, record.region)
            let retry = isDone ? nil : record.retried(at: now)
            try await store.write { transaction in
                if let retry {
                    try transaction.put(retry)
                } else {
                    try transaction.delete(DeliveryRecord.self, record.key)
                }
            }
        }
    }

    private func next() async throws -> DeliveryRecord? {
        try await store.read { transaction in
            try transaction.query(DeliveryRecord.self, in: .everywhere, order: .field(.due), limit: 1)
                .records.first?.record
        }
    }
}
