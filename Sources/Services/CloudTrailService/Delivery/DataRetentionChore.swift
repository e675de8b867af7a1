import Essentials
import ServiceKit
import Store

/// Forgets data events that every trail and every other reader of their journal has taken, once they are a day old.
actor DataRetentionChore: Chore {
    nonisolated let name = "cloudtrail.dataRetention"

    private let service: CloudTrail
    private var due = Timestamp(milliseconds: 0)
    private static let interval = TimeSpan.minutes(10)
    private static let page = 1000

    init(_ service: CloudTrail) { self.service = service }

    func nextDue() -> Timestamp? { due }

    func perform(at now: Timestamp) async throws {
        due = now + Self.interval
        let newest = now - service.schedule.dataRetention
        while true {
            let isDone = try await service.store.write { transaction in
                let needed = try transaction.firstNeededDataEvent()
                let old = try transaction.journal(AuditRecord.dataStream, after: 0, limit: Self.page).prefix {
                    $0.entry.time < newest && $0.sequence < needed
                }
                guard let last = old.last?.sequence else { return true }
                try transaction.trim(AuditRecord.dataStream, through: last)
                return old.count < Self.page
            }
            if isDone { return }
        }
    }
}

extension ReadTransaction {
    /// The first entry of the data journal that somebody has not read yet, or is still to deliver.
    fileprivate func firstNeededDataEvent() throws -> Int64 {
        let stream = AuditRecord.dataStream.description
        let cursors = try all(JournalCursor.self, in: .account(nil)).filter { $0.stream == stream }
        let unread = cursors.map { $0.sequence + 1 }.min() ?? 0
        let undelivered = try query(BatchRecord.self, in: .account(nil), order: .field(.firstDataEvent), limit: 1)
            .records.first?.record.data?.first
        return min(unread, undelivered ?? unread)
    }
}
