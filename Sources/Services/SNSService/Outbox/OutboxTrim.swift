import Essentials
import ServiceKit
import Store

/// Forgets messages that no subscription waits for any more.
actor OutboxTrim: Chore {
    nonisolated let name = "sns.outboxTrim"
    private let store: any Store
    private var due: Timestamp

    private static let interval = TimeSpan.minutes(1)

    init(store: any Store, start: Timestamp) {
        self.store = store
        due = start
    }

    func nextDue() -> Timestamp? { due }

    func perform(at now: Timestamp) async throws {
        due = now + Self.interval
        let done = try await store.read { transaction -> Int64 in
            let key = JournalCursor.key(OutboxMessage.stream, consumer: Fanout.consumer)
            let read = try transaction.get(JournalCursor.self, key)?.record.sequence ?? 0
            let oldest = try transaction.query(
                DeliveryRecord.self, in: .everywhere, order: .field(.entry), limit: 1
            ).records.first?.record.entry
            return min(read, (oldest ?? .max) - 1)
        }
        let isAnyLeft = try await store.read {
            try $0.journal(OutboxMessage.stream, after: 0, limit: 1).first.map { $0.sequence <= done } ?? false
        }
        guard isAnyLeft else { return }
        try await store.write { try $0.trim(OutboxMessage.stream, through: done) }
    }
}

/// Forgets subscriptions that nobody has confirmed, and messages that are not to be told apart any more.
struct ExpiryChore: Chore {
    let name = "sns.expiry"
    let store: any Store

    private static let batch = 500

    func nextDue() async throws -> Timestamp? {
        try await store.read { transaction in
            let subscription = try transaction.expiring(SubscriptionRecord.self, limit: 1).first?.record.expiresAt
            let deduplication = try transaction.expiring(DeduplicationRecord.self, limit: 1).first?.record.expiresAt
            return [subscription, deduplication].compactMap { $0 }.min()
        }
    }

    func perform(at now: Timestamp) async throws {
        var isMore = true
        while isMore {
            isMore = try await store.write { transaction in
                var count = 0
                for found in try transaction.expiring(SubscriptionRecord.self, limit: Self.batch) {
                    guard let expiry = found.record.expiresAt, expiry <= now else { break }
                    try transaction.delete(SubscriptionRecord.self, found.record.key)
                    count += 1
                }
                for found in try transaction.expiring(DeduplicationRecord.self, limit: Self.batch) {
                    guard found.record.expiresAt <= now else { break }
                    try transaction.delete(DeduplicationRecord.self, found.record.key)
                    count += 1
                }
                return count >= Self.batch
            }
        }
    }
}

extension ReadTransaction {
    fileprivate func expiring<Record: StoredRecord>(_ type: Record.Type, limit: Int) throws -> [Versioned<Record>] {
        try query(type, in: .everywhere, order: .field(.expiry), limit: limit).records
    }
}
