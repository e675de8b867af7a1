import Essentials
import PolicyEngine
import Store

/// A topic with its policy compiled.
struct LoadedTopic: Sendable {
    let record: TopicRecord
    let policy: AttachedPolicy

    var arn: TopicARN { record.arn }
}

/// Topics as calls need them, from memory until a commit touches them.
final class TopicDirectory: Sendable {
    private let store: any Store
    private let cache: InvalidatingCache<RecordKey, LoadedTopic?>
    private let observation: StoreObservation

    init(_ store: any Store) {
        let cache = InvalidatingCache<RecordKey, LoadedTopic?>(capacity: 10_000)
        self.store = store
        self.cache = cache
        observation = store.observe { changes in
            if changes.isReset { cache.invalidateAll() }
            for key in changes.records[TopicRecord.kind] ?? [] { cache.invalidate(key) }
        }
    }

    func find(_ arn: TopicARN) throws -> LoadedTopic? {
        let key = TopicRecord.key(arn)
        return try cache.value(for: key) {
            try store.get(TopicRecord.self, key).map {
                LoadedTopic(record: $0.record, policy: try TopicPolicy.attached(to: $0.record))
            }
        }
    }
}
