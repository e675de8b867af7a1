import Essentials
import ServiceKit
import Store
import Synchronization

/// Knows what each user and role last did with each service.
///
/// An access is noted in memory, written to the store later, and found again in the audit journal where the server was
/// killed in between: the journal is what is certain, and a cursor tells how much of it the store knows of.
final class AccessTracker: Sendable {
    /// How far back accesses are told of. Source: IAM user guide, "Things to know about last accessed information".
    static let trackingPeriod = TimeSpan.days(400)
    /// How much of the journal one call to the store reads.
    private static let pageSize = 500
    /// How many records one transaction writes: nobody's call waits for more.
    private static let batchSize = 200
    private static let consumer = "iam.access"
    private static let cursorKey = JournalCursor.key(AuditRecord.stream, consumer: consumer)

    private struct State {
        var accesses = NotedAccesses()
        /// The journal's end when the journal was last looked at.
        var seen: Int64 = 0
        var hasCaughtUp = false
        var catchingUp: Task<Void, any Error>?
    }

    private let store: any Store
    private let state = Mutex(State())

    init(store: any Store) { self.store = store }

    /// On the path of every call.
    func note(_ observed: ObservedAccess) { state.withLock { $0.accesses.note(observed) } }

    /// By service, what the entity has done within the tracking period.
    func accesses(of entityID: String, in account: AccountID, at now: Timestamp) async throws -> [String: AccessSummary]
    {
        try await catchUp()
        let noted = state.withLock { state in
            state.accesses.subjects(in: account).filter { $0.entityID == entityID }
                .compactMap { subject in state.accesses.summary(of: subject).map { (subject, $0) } }
        }
        let stored = try await store.read { transaction in
            try transaction.all(AccessRecord.self, in: .account(account), where: .equals(.entity, .string(entityID)))
        }
        var found = Dictionary(stored.map { ($0.service, $0.summary) }, uniquingKeysWith: { first, _ in first })
        for (subject, summary) in noted { found[subject.service, default: summary].merge(summary) }
        return found.compactMapValues { $0.since(now - Self.trackingPeriod) }
    }

    /// By service, what all users and roles of an account have done within the tracking period.
    func accesses(in account: AccountID, at now: Timestamp) async throws -> [String: AccessSummary] {
        try await catchUp()
        let noted = state.withLock { state in
            state.accesses.subjects(in: account).compactMap { subject in
                state.accesses.summary(of: subject).map { AccessRecord(subject, $0) }
            }
        }
        let stored = try await store.read { try $0.all(AccessRecord.self, in: .account(account)) }
        let found = Dictionary((stored + noted).map { ($0.service, $0.summary) }) { $0.merging($1) }
        return found.compactMapValues { $0.since(now - Self.trackingPeriod) }
    }

    /// When the oldest access was noted that the store does not know of; nil where it knows of all.
    var unwrittenSince: Timestamp? { state.withLock { $0.accesses.since } }
    var hasCaughtUp: Bool { state.withLock { $0.hasCaughtUp } }

    /// How many journal entries a start would have to read again.
    func backlog() async throws -> Int64 {
        let seen = state.withLock { $0.seen }
        return try await store.read { try $0.lastSequence(in: AuditRecord.stream) } - seen
    }
}

extension AccessTracker {
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
        while sequence < end {
            let page = try await store.read { [sequence] in
                try $0.journal(AuditRecord.stream, after: sequence, limit: Self.pageSize)
            }
            let observed = page.compactMap { ObservedAccess($0.entry) }
            state.withLock { state in
                for access in observed { state.accesses.note(access) }
            }
            sequence = page.last?.sequence ?? end
        }
        state.withLock { state in (state.seen, state.hasCaughtUp, state.catchingUp) = (end, true, nil) }
    }
}

extension AccessTracker {
    /// Writes what is noted, and how far a start need not read the journal again.
    func write() async throws {
        try await catchUp()
        let end = try await store.read { try $0.lastSequence(in: AuditRecord.stream) }
        let (accesses, known) = state.withLock { state in
            // A call is noted a moment after it is in the journal. What was the end when this was last done is safe.
            let known = state.seen
            state.seen = end
            return (state.accesses.leave(), known)
        }
        do {
            try await write(accesses.map { AccessRecord($0.key, $0.value) })
            try await store.write { transaction in
                _ = try transaction.put(JournalCursor(AuditRecord.stream, consumer: Self.consumer, sequence: known))
            }
            state.withLock { $0.accesses.arrived() }
        } catch {
            state.withLock { state in
                state.accesses.returned()
                state.seen = known
            }
            throw error
        }
    }

    private func write(_ records: [AccessRecord]) async throws {
        for start in stride(from: 0, to: records.count, by: Self.batchSize) {
            let batch = records[start..<min(start + Self.batchSize, records.count)]
            try await store.write { transaction in
                // Nothing is kept of a user or role that is gone meanwhile.
                for var record in batch where try transaction.hasEntity(record.entityID, in: record.account) {
                    if let stored = try transaction.get(AccessRecord.self, record.key)?.record {
                        record.summary.merge(stored.summary)
                    }
                    try transaction.put(record)
                }
            }
        }
    }
}

extension WriteTransaction {
    fileprivate func hasEntity(_ id: String, in account: AccountID) throws -> Bool {
        let hasID = Predicate.equals(.uniqueID, .string(id))
        return id.hasPrefix(UniqueIDPrefix.user.rawValue)
            ? try first(UserRecord.self, in: .account(account), where: hasID) != nil
            : try first(RoleRecord.self, in: .account(account), where: hasID) != nil
    }

    func forgetAccesses(of entityID: String, in account: AccountID) throws {
        let hasEntity = Predicate.equals(.entity, .string(entityID))
        for record in try all(AccessRecord.self, in: .account(account), where: hasEntity) {
            try delete(AccessRecord.self, record.key)
        }
    }
}
