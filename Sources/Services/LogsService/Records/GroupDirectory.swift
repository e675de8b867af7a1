import Essentials
import Store

/// Groups and the filters on what comes into them, in memory until a commit changes them.
final class GroupDirectory: Sendable {
    private let store: any Store
    private let groups: RecordCache<LogGroupRecord>
    private let filters: InvalidatingCache<Int64, GroupFilters>
    private let observation: StoreObservation

    init(store: any Store, capacity: Int = 10_000) {
        let filters = InvalidatingCache<Int64, GroupFilters>(capacity: capacity)
        self.store = store
        self.filters = filters
        groups = RecordCache(store, capacity: capacity)
        observation = store.observe { changes in
            if changes.isReset { filters.invalidateAll() }
            for kind in [MetricFilterRecord.kind, SubscriptionFilterRecord.kind] {
                for key in changes.records[kind] ?? [] {
                    if let group = GroupFilters.group(of: key) { filters.invalidate(group) }
                }
            }
        }
    }

    func group(_ account: AccountID, _ region: Region, _ name: String) throws -> LogGroupRecord? {
        try groups.get(LogGroupRecord.key(account, region, name))?.record
    }

    func filters(of group: LogGroupRecord) throws -> GroupFilters {
        try filters.value(for: group.number) {
            try store.readNow { try GroupFilters(of: group, in: $0) }
        }
    }
}
