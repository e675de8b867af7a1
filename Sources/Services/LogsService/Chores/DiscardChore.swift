import Essentials
import ServiceKit
import Store

/// Frees the room of groups and streams that were deleted, a portion at a time.
struct DiscardChore: Chore {
    let name = "logs.discard"
    let watchedKinds: Set<RecordKind> = [DiscardedRecord.kind]
    let store: any Store

    /// So few that no call waits long for the writer.
    private static let portion = 1000

    func nextDue() async throws -> Timestamp? { try await next()?.at }

    func perform(at now: Timestamp) async throws {
        while let discarded = try await next(), discarded.at <= now {
            try await empty(discarded)
            _ = try await store.write { try $0.delete(DiscardedRecord.self, discarded.key) }
        }
    }

    private func empty(_ discarded: DiscardedRecord) async throws {
        let query = TimelineQuery(discarded.group, lane: discarded.lane)
        while try await store.write({ try $0.discard(query, of: discarded, limit: Self.portion) }) {}
        guard discarded.lane == nil else { return }
        while try await store.write({ try $0.deleteStreams(of: discarded, limit: Self.portion) }) {}
        while try await store.write({ try $0.deleteDataKeys(of: discarded, limit: Self.portion) }) {}
    }

    private func next() async throws -> DiscardedRecord? {
        try await store.read { transaction in
            try transaction.query(DiscardedRecord.self, in: .everywhere, order: .field(.due), limit: 1)
                .records.first?.record
        }
    }
}

extension WriteTransaction {
    /// False once there is nothing left.
    fileprivate func discard(_ query: TimelineQuery, of discarded: DiscardedRecord, limit: Int) throws -> Bool {
        let removals = try remove(query, limit: limit)
        guard !removals.isEmpty else { return false }
        if discarded.lane != nil { try subtract(removals, of: discarded.group, discarded.account, discarded.region) }
        return true
    }

    /// Takes what has gone from what the group has stored.
    func subtract(
        _ removals: [TimelineRemoval], of group: Int64, _ account: AccountID, _ region: Region
    ) throws {
        let key = LogGroupUsageRecord.key(account, region, group)
        guard var usage = try get(LogGroupUsageRecord.self, key)?.record else { return }
        for removal in removals {
            usage.storedBytes -= Int64(removal.bytes + removal.entries * StoredEvent.size(ofBody: 0))
        }
        usage.storedBytes = max(0, usage.storedBytes)
        try put(usage)
    }

    fileprivate func deleteStreams(of discarded: DiscardedRecord, limit: Int) throws -> Bool {
        let streams = try query(
            LogStreamRecord.self, in: .region(discarded.account, discarded.region),
            where: .hasPrefix(.name, LogStreamRecord.prefix(discarded.group)), order: .field(.name), limit: limit
        ).records.map(\.record.key)
        for key in streams { try delete(LogStreamRecord.self, key) }
        return !streams.isEmpty
    }

    fileprivate func deleteDataKeys(of discarded: DiscardedRecord, limit: Int) throws -> Bool {
        let keys = try dataKeys(
            of: discarded.group, discarded.account, discarded.region, .ascending, limit: limit
        ).map(\.key)
        for key in keys { try delete(DataKeyRecord.self, key) }
        return !keys.isEmpty
    }
}
