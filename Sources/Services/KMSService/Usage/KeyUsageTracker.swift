import Essentials
import ServiceKit
import Store
import Synchronization

/// Knows when each key was last used, and by which call.
///
/// A use is noted in memory, written to the store seconds later, and found again in the audit journal where the server
/// was killed in between: the journal is what is certain, and a cursor tells how much of it the store knows of.
final class KeyUsageTracker: Sendable {
    /// How much of the journal one call to the store reads.
    private static let pageSize = 500
    /// How many keys one transaction writes: nobody's call waits for more.
    private static let batchSize = 200
    private static let cursorKey = JournalCursor.key(AuditRecord.stream, consumer: consumer)
    private static let consumer = "kms.keyUsage"

    private struct State {
        var uses = NotedUses()
        /// The journal's end when the journal was last looked at.
        var seen: Int64 = 0
        var hasCaughtUp = false
        var catchingUp: Task<Void, any Error>?
    }

    private let store: any Store
    private let state = Mutex(State())

    init(store: any Store) { self.store = store }

    /// On the path of every call.
    func note(_ use: KeyUse, of keyARN: String) { state.withLock { $0.uses.note(use, of: keyARN) } }

    /// Nil where the key has never been used.
    func lastUse(of key: LoadedKey) async throws -> KeyUse? {
        try await catchUp()
        // Memory first: what leaves it is in the store by then.
        if let use = state.withLock({ $0.uses.lastUse(of: key.arn) }) { return use }
        return try store.get(KeyUsageRecord.self, key.record.key).map { KeyUse($0.record) }
    }

    /// When the oldest use was noted that the store does not know of; nil where it knows of all.
    var unwrittenSince: Timestamp? { state.withLock { $0.uses.since } }
    var hasCaughtUp: Bool { state.withLock { $0.hasCaughtUp } }

    /// How many journal entries a start would have to read again.
    func backlog() async throws -> Int64 {
        let seen = state.withLock { $0.seen }
        return try await store.read { try $0.lastSequence(in: AuditRecord.stream) } - seen
    }
}

extension KeyUsageTracker {
    /// Reads what the journal has and the store does not know of. Once, whoever asks first.
    func catchUp() async throws {
        let task: Task<Void, any Error>? = state.withLock { state in
            if state.hasCaughtUp { return nil }
            if let running = state.catchingUp { return running }
            let task = Task { try await readJournal() }
            state.catchingUp = task
            return task
        }
        do {
            try await task?.value
        } catch {
            // The next to ask tries again.
            state.withLock { $0.catchingUp = nil }
            throw error
        }
    }

    private func readJournal() async throws {
        let (known, end) = try await store.read { transaction in
            let cursor = try transaction.get(JournalCursor.self, Self.cursorKey)?.record
            return (cursor?.sequence ?? 0, try transaction.lastSequence(in: AuditRecord.stream))
        }
        var sequence = known
        var uses: [String: KeyUse] = [:]
        while sequence < end {
            let (page, last) = try await entries(after: sequence, limit: Self.pageSize)
            for record in page {
                for use in ResourceUse.uses(in: record.entry, of: KMS.eventSource) {
                    if let keyUse = KeyUse(use) { uses[use.resource] = keyUse }
                }
            }
            sequence = last ?? end
        }
        state.withLock { [uses, end] state in
            // Whatever was noted meanwhile came after the journal's end as it was.
            state.uses.noteEarlier(uses)
            (state.seen, state.hasCaughtUp, state.catchingUp) = (end, true, nil)
        }
    }
}

extension KeyUsageTracker {
    /// Up to so many entries of the journal, and where they end; nil at the journal's end. One that is damaged is passed
    /// over: what is known of other keys must not depend on it, and `JournalCheck` tells the operator.
    private func entries(
        after sequence: Int64, limit: Int
    ) async throws -> (entries: [JournalRecord], last: Int64?) {
        do {
            let page = try await store.read { try $0.journal(AuditRecord.stream, after: sequence, limit: limit) }
            return (page, page.last?.sequence)
        } catch StoreError.corrupted {
            return limit == 1 ? ([], sequence + 1) : try await entries(after: sequence, limit: 1)
        }
    }

    /// Writes what is noted, and how far a start need not read the journal again.
    func write() async throws {
        try await catchUp()
        let end = try await store.read { try $0.lastSequence(in: AuditRecord.stream) }
        let (uses, known) = state.withLock { state in
            // A call is noted a moment after it is in the journal. What was the end when this was last done is safe.
            let known = state.seen
            state.seen = end
            return (state.uses.leave(), known)
        }
        do {
            try await write(uses.compactMap { KeyUsageRecord($0.value, of: $0.key) })
            try await store.write { transaction in
                _ = try transaction.put(JournalCursor(AuditRecord.stream, consumer: Self.consumer, sequence: known))
            }
            state.withLock { $0.uses.arrived() }
        } catch {
            state.withLock { state in
                state.uses.returned()
                state.seen = known
            }
            throw error
        }
    }

    private func write(_ records: [KeyUsageRecord]) async throws {
        for start in stride(from: 0, to: records.count, by: Self.batchSize) {
            let batch = records[start..<min(start + Self.batchSize, records.count)]
            try await store.write { transaction in
                // Nothing is kept of a key that is gone meanwhile.
                for record in batch where try transaction.row(KeyRecord.kind, record.key) != nil {
                    try transaction.put(record)
                }
            }
        }
    }
}
