import Essentials
import ServiceKit
import Store

/// Asks the rules of buses about events, and makes a delivery of each event to each target that is to have it.
///
/// What a server has taken before it was killed is matched after it starts again, once: the deliveries are written in
/// the transaction that notes how far the journals are dealt with.
struct EventMatcher: JournalConsumer {
    let name = "events.matcher"
    let streams = [EventStream.accepted, BusEvent.stream, AuditRecord.stream, AuditRecord.dataStream]
    let rules: RuleBook
    let trails: any TrailDirectory
    let random: any RandomSource

    func consume(_ records: [JournalRecord], at now: Timestamp) async throws -> Consumption? {
        guard let last = records.last, let stream = records.first?.entry.stream else { return nil }
        var (deliveries, kept): ([DeliveryRecord], [ArchivedEvent]) = ([], [])
        for record in records {
            guard let event = try event(record.entry, at: now) else { continue }
            for rule in try rules.rules(of: event.bus).matching(event) {
                if let archive = rule.archive {
                    kept.append(ArchivedEvent(archive: ArchiveRecord.key(event.bus, archive), event: event))
                }
                deliveries += rule.targets.map { delivery(of: event, to: $0, rule, at: now) }
            }
        }
        // Nobody else reads what has been said to buses; the audit journals are others' as well.
        let isOwn = stream == EventStream.accepted || stream == BusEvent.stream
        guard isOwn || !deliveries.isEmpty || !kept.isEmpty else { return nil }
        return Consumption { [deliveries, kept] transaction in
            for delivery in deliveries { try transaction.insert(delivery) }
            try transaction.keep(kept)
            if isOwn { try transaction.trim(stream, through: last.sequence) }
        }
    }

    private func event(_ entry: JournalEntry, at now: Timestamp) throws -> AcceptedEvent? {
        switch entry.stream {
        case EventStream.accepted: return AcceptedEvent(entry)
        case BusEvent.stream:
            guard let bus = Self.defaultBus(of: entry) else { return nil }
            return AcceptedEvent(bus: bus, id: entry.id, ingested: now, body: entry.body)
        default: return try auditEvent(entry, at: now)
        }
    }

    private func auditEvent(_ entry: JournalEntry, at now: Timestamp) throws -> AcceptedEvent? {
        // Most accounts have no rules, and then an entry is not even parsed.
        guard let bus = Self.defaultBus(of: entry), !(try rules.rules(of: bus).isEmpty) else { return nil }
        guard let call = RecordedCall(entry), try trails.logs(entry) else { return nil }
        return call.event(on: bus, ingested: now, id: random.uuid())
    }

    private static func defaultBus(of entry: JournalEntry) -> BusID? {
        guard let account = entry.account, let region = entry.region else { return nil }
        return BusID(account: account, region: region, name: BusID.defaultName)
    }

    private func delivery(
        of event: AcceptedEvent, to target: StoredTarget, _ rule: RuleRecord, at now: Timestamp
    ) -> DeliveryRecord {
        DeliveryRecord(
            destination: target.arn, id: random.uuid(), bus: rule.bus, rule: rule.name, target: target.id,
            event: String(decoding: event.body, as: UTF8.self), ingested: event.ingested,
            isForwarded: event.isForwarded, isReadOnly: event.isReadOnly, due: now)
    }
}
