import Essentials
import ServiceKit
import Store

/// Deletes events that have been kept as long as their group says. Calls do not see them from the moment on; this frees
/// their room within the hour, where AWS takes up to 72.
struct RetentionChore: Chore {
    let name = "logs.retention"
    let store: any Store

    private static let portion = 1000
    private static let interval = TimeSpan.hours(1)

    func nextDue() async throws -> Timestamp? { try await next()?.nextTrim }

    func perform(at now: Timestamp) async throws {
        while let usage = try await next(), let due = usage.nextTrim, due <= now {
            let key = LogGroupRecord.key(usage.account, usage.region, usage.groupName)
            let group = try store.get(LogGroupRecord.self, key)?.record
            let cutoff = group.flatMap { $0.number == usage.group ? $0.cutoff(at: now) : nil }
            if let cutoff { try await trim(usage, before: cutoff) }
            try await store.write { transaction in
                guard var usage = try transaction.get(LogGroupUsageRecord.self, usage.key)?.record else { return }
                usage.nextTrim = cutoff == nil ? nil : now + Self.interval
                try transaction.put(usage)
            }
        }
    }

    private func trim(_ usage: LogGroupUsageRecord, before cutoff: Timestamp) async throws {
        let last = Timestamp(milliseconds: cutoff.milliseconds - 1)
        let query = TimelineQuery(usage.group, times: Timestamp(milliseconds: .min)...last)
        var isDone = false
        while !isDone {
            isDone = try await store.write { transaction in
                let removals = try transaction.remove(query, limit: Self.portion)
                try transaction.subtract(removals, of: usage.group, usage.account, usage.region)
                return removals.isEmpty
            }
        }
        try await store.write { try $0.deleteDataKeys(of: usage, endedBefore: cutoff) }
    }

    private func next() async throws -> LogGroupUsageRecord? {
        try await store.read { transaction in
            try transaction.query(LogGroupUsageRecord.self, in: .everywhere, order: .field(.due), limit: 1)
                .records.first?.record
        }
    }
}

extension WriteTransaction {
    /// The data keys under which nothing is left: what was sealed last with one is dated two hours ahead at most.
    fileprivate func deleteDataKeys(of usage: LogGroupUsageRecord, endedBefore cutoff: Timestamp) throws {
        let margin = TimeSpan.hours(1 + 24 + 2)
        let keys = try dataKeys(of: usage.group, usage.account, usage.region, .ascending, limit: 100)
        for key in keys where key.createdAt + margin < cutoff { try delete(DataKeyRecord.self, key.key) }
    }
}
