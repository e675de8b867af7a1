/// A bounded read-through cache of what is in the store, for any number of threads.
///
/// A value never outlives the commit that changed it. Whoever loads a value notes the generation of its shard first,
/// and the value is kept only if no invalidation has raised the generation since:
///
///     load begins (generation 7) → reads the old value → a commit invalidates (generation 8) → not kept
///
/// The store invalidates after a commit and before its caller is answered, so a caller who was told that a write is
/// done never gets an older value from here.
///
/// Each shard has a young and an old half. A look-up in the old half moves the entry to the young one; a full young
/// half becomes the old one, and what was in that is forgotten. So what is used stays, at the price of one look-up.
///
/// Inlinable because a hit is on the path of every call: specialised, it takes a third of the time.
public final class InvalidatingCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline let shards: [CacheShard<Key, Value>]

    /// Holds at most `capacity` entries, and at least half of that many of those used last.
    public init(capacity: Int, shards count: Int = 8) {
        let count = max(1, count)
        let half = max(1, capacity / count / 2)
        shards = (0..<count).map { _ in CacheShard(half: half) }
    }

    /// The cached value, or nil.
    @inlinable
    public func cached(_ key: Key) -> Value? {
        let key = HashedKey(key)
        return shard(key).value(key)
    }

    /// The cached value, or the one that `load` gets, which is then cached unless it was invalidated meanwhile.
    @inlinable
    public func value(for key: Key, load: () throws -> Value) rethrows -> Value {
        let key = HashedKey(key)
        let shard = shard(key)
        if let value = shard.value(key) { return value }
        let generation = shard.generation
        let value = try load()
        shard.keep(value, for: key, loadedAt: generation)
        return value
    }

    /// The same where loading waits.
    @inlinable
    public func value(for key: Key, load: () async throws -> Value) async rethrows -> Value {
        let key = HashedKey(key)
        let shard = shard(key)
        if let value = shard.value(key) { return value }
        let generation = shard.generation
        let value = try await load()
        shard.keep(value, for: key, loadedAt: generation)
        return value
    }

    @inlinable
    public func invalidate(_ key: Key) {
        let key = HashedKey(key)
        shard(key).invalidate(key)
    }

    @inlinable
    public func invalidateAll() {
        for shard in shards { shard.invalidateAll() }
    }

    @inlinable
    func shard(_ key: HashedKey<Key>) -> CacheShard<Key, Value> {
        shards[Int(UInt(bitPattern: key.hash) % UInt(shards.count))]
    }
}
