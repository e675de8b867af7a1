import KeyEngine
import Store

/// Buckets by name, from memory until a commit touches them.
final class BucketDirectory: Sendable {
    private let store: any Store
    private let vault: BucketVault
    private let cache = InvalidatingCache<String, Bucket?>(capacity: 4096)
    private let observation: StoreObservation

    init(store: any Store, vault: BucketVault) {
        self.store = store
        self.vault = vault
        observation = store.observe { [cache] changes in
            if changes.isReset { cache.invalidateAll() }
            for key in changes.records[BucketRecord.kind] ?? [] { cache.invalidate(key.id) }
        }
    }

    /// Nil where there is none of this name.
    func bucket(_ name: String) throws -> Bucket? {
        try cache.value(for: name) {
            try store.get(BucketRecord.self, BucketRecord.key(name)).map { try Bucket($0, vault) }
        }
    }
}
