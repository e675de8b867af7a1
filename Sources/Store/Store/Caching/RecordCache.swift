/// Records of one kind, cached until a commit touches them. That a key has no record is cached too.
public final class RecordCache<Record: StoredRecord>: Sendable {
    @usableFromInline let store: any Store
    @usableFromInline let cache: InvalidatingCache<RecordKey, Versioned<Record>?>
    private let observation: StoreObservation

    public init(_ store: any Store, capacity: Int) {
        let cache = InvalidatingCache<RecordKey, Versioned<Record>?>(capacity: capacity)
        self.store = store
        self.cache = cache
        observation = store.observe { changes in
            if changes.isReset { cache.invalidateAll() }
            for key in changes.records[Record.kind] ?? [] { cache.invalidate(key) }
        }
    }

    /// The record under the key, or nil, from the store if need be.
    @inlinable
    public func get(_ key: RecordKey) throws -> Versioned<Record>? {
        try cache.value(for: key) { try store.get(Record.self, key) }
    }
}
