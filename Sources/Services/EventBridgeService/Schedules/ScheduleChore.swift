import Essentials
import ServiceKit
import Store

/// Makes the events of scheduled rules when they are due. A time that passed while no server ran is made up for once.
///
/// Source: EventBridge user guide, "Creating a scheduled rule (legacy)".
struct ScheduleChore: Chore {
    let name = "events.schedules"
    let watchedKinds: Set<RecordKind> = [RuleRecord.kind]
    let store: any Store
    let random: any RandomSource

    func nextDue() async throws -> Timestamp? { try await next()?.scheduleDue }

    func perform(at now: Timestamp) async throws {
        while let rule = try await next(), let due = rule.scheduleDue, due <= now {
            let event = event(of: rule, at: due, ingested: now)
            try await store.write { transaction in
                guard var current = try transaction.get(RuleRecord.self, rule.key)?.record, current.scheduleDue == due
                else { return }
                current.scheduleDue = current.schedule.flatMap(ScheduleExpression.init)?
                    .next(after: now, from: current.created)
                try transaction.put(current)
                try transaction.append([event.journalEntry])
            }
        }
    }

    private func next() async throws -> RuleRecord? {
        try await store.read { transaction in
            try transaction.query(RuleRecord.self, in: .everywhere, order: .field(.scheduleDue), limit: 1)
                .records.first?.record
        }
    }

    private func event(of rule: RuleRecord, at due: Timestamp, ingested: Timestamp) -> AcceptedEvent {
        let envelope = EventEnvelope(
            id: random.uuid(), detailType: "Scheduled Event", source: "aws.events", account: rule.bus.account,
            time: due, region: rule.bus.region, resources: [rule.arn], detail: Array("{}".utf8))
        return AcceptedEvent(
            bus: rule.bus, id: envelope.id, ingested: ingested, rules: [rule.name], isScheduled: true,
            body: envelope.bytes)
    }
}
