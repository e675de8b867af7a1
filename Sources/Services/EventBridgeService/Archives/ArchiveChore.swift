import Essentials
import ServiceKit
import Store

/// Forgets the events that archives have kept for as long as they should.
struct ArchiveChore: Chore {
    let name = "events.archives"
    let watchedKinds: Set<RecordKind> = []
    let store: any Store

    private static let batch = 500

    func nextDue() async throws -> Timestamp? { try await next()?.due }

    func perform(at now: Timestamp) async throws {
        while let archive = try await next(), let due = archive.due, due <= now {
            let limit = now - .days(Int64(archive.retentionDays))
            try await store.write { transaction in try transaction.forget(archive.key, before: limit, Self.batch) }
        }
    }

    private func next() async throws -> ArchiveRecord? {
        try await store.read { transaction in
            try transaction.query(ArchiveRecord.self, in: .everywhere, order: .field(.due), limit: 1)
                .records.first?.record
        }
    }
}

extension WriteTransaction {
    /// Forgets up to so many of an archive's oldest events, and notes what is left.
    fileprivate func forget(_ key: RecordKey, before time: Timestamp, _ limit: Int) throws {
        guard var archive = try get(ArchiveRecord.self, key)?.record else { return }
        let records = try journal(archive.stream, after: 0, limit: limit + 1)
        let old = records.prefix(limit).prefix { $0.entry.time < time }
        for record in old {
            archive.eventCount -= 1
            archive.size -= AcceptedEvent(record.entry)?.body.count ?? 0
        }
        if let last = old.last { try trim(archive.stream, through: last.sequence) }
        archive.oldest = records.dropFirst(old.count).first?.entry.time
        try put(archive)
    }
}
