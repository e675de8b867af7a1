import Essentials
import ServiceKit
import Store

/// Forgets deleted trails once nothing of theirs is left to deliver.
struct FormerTrailChore: Chore {
    let name = "cloudtrail.formerTrails"
    let watchedKinds: Set<RecordKind> = [FormerTrailRecord.kind]
    private let service: CloudTrail

    /// After this span what could not be delivered is given up.
    private static let patience = TimeSpan.days(1)

    init(_ service: CloudTrail) { self.service = service }

    func nextDue() async throws -> Timestamp? { try await next()?.due }

    func perform(at now: Timestamp) async throws {
        while let former = try await next(), former.due <= now {
            try await service.store.write { [schedule = service.schedule] transaction in
                guard var former = try transaction.get(FormerTrailRecord.self, former.key)?.record else { return }
                guard try transaction.isDone(former) || former.deletedAt + Self.patience <= now else {
                    former.due = now + max(schedule.delivery, .seconds(1))
                    try transaction.put(former)
                    return
                }
                try transaction.forget(former)
            }
        }
    }

    private func next() async throws -> FormerTrailRecord? {
        try await service.store.read { transaction in
            try transaction.query(FormerTrailRecord.self, in: .account(nil), order: .field(.due), limit: 1)
                .records.first?.record
        }
    }
}

extension ReadTransaction {
    fileprivate func isDone(_ former: FormerTrailRecord) throws -> Bool {
        let isOfTrail = Predicate.equals(.trail, .string(former.trail.id))
        return try hasCollected(former.trail)
            && count(BatchRecord.self, in: .account(nil), where: isOfTrail) == 0
            && count(NotificationRecord.self, in: .account(nil), where: isOfTrail) == 0
            && count(DigestChainRecord.self, in: .account(nil), where: isOfTrail) == 0
    }

    /// Whether everything that a trail has logged until it stopped is in batches.
    func hasCollected(_ trail: TrailRecord) throws -> Bool {
        guard let end = trail.spans.last?.end else { return trail.spans.isEmpty }
        let taken = try collected()
        // The journal ends before the end of the span where no event followed.
        let ends = try journalEnds()
        return taken.management >= min(end.management, ends.management) && taken.data >= min(end.data, ends.data)
    }
}

extension WriteTransaction {
    fileprivate func forget(_ former: FormerTrailRecord) throws {
        let id = former.trail.id
        try deleteAll(BatchRecord.self, of: id)
        try deleteAll(NotificationRecord.self, of: id)
        try deleteAll(DigestChainRecord.self, of: id)
        try deleteAll(DeliveredFileRecord.self, of: id)
        try deleteAll(TrailStatusRecord.self, of: id)
        try deleteAll(SelectionRecord.self, of: id)
        try delete(FormerTrailRecord.self, former.key)
        try noteTrailChange()
    }

    private func deleteAll<Record: StoredRecord>(_ type: Record.Type, of trailID: String) throws {
        for record in try all(type, in: .account(nil), where: .equals(.trail, .string(trailID))) {
            try delete(type, record.key)
        }
    }
}
