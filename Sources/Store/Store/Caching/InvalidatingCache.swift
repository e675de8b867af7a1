import Synchronization

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
public final class InvalidatingCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let shards: [CacheShard<Key, Value>]

    /// Holds at most `capacity` entries, and at least half of that many of those used last.
    public init(capacity: Int, shards count: Int = 8) {
        let count = max(1, count)
        let half = max(1, capacity / count / 2)
        shards = (0..<count).map { _ in CacheShard(half: half) }
    }

    /// The cached value, or nil.
    public func cached(_ key: Key) -> Value? { shard(key).value(key) }

    /// The cached value, or the one that `load` gets, which is then cached unless it was invalidated meanwhile.
    public func value(for key: Key, load: () throws -> Value) rethrows -> Value {
        let shard = shard(key)
        if let value = shard.value(key) { return value }
        let generation = shard.generation
        let value = try load()
        shard.keep(value, for: key, loadedAt: generation)
        return value
    }

    /// The same where loading waits.
    public func value(for key: Key, load: () async throws -> Value) async rethrows -> Value {
        let shard = shard(key)
        if let value = shard.value(key) { return value }
        let generation = shard.generation
        let value = try await load()
        shard.keep(value, for: key, loadedAt: generation)
        return value
    }

    public func invalidate(_ key: Key) { shard(key).invalidate(key) }

    public func invalidateAll() {
        for shard in shards { shard.invalidateAll() }
    }

    private func shard(_ key: Key) -> CacheShard<Key, Value> {
        shards.count == 1 ? shards[0] : shards[Int(UInt(bitPattern: key.hashValue) % UInt(shards.count))]
    }
}

/// A part of the keys under a lock of its own.
final class CacheShard<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var young: [Key: Value] = [:]
        var old: [Key: Value] = [:]
        var generation: UInt64 = 0
    }
    private let state = Mutex(State())
    private let half: Int

    init(half: Int) { self.half = half }

    var generation: UInt64 { state.withLock { $0.generation } }

    func value(_ key: Key) -> Value? {
        state.withLock { state in
            if let value = state.young[key] { return value }
            guard let value = state.old.removeValue(forKey: key) else { return nil }
            put(value, for: key, &state)
            return value
        }
    }

    func keep(_ value: Value, for key: Key, loadedAt generation: UInt64) {
        state.withLock { state in
            guard state.generation == generation else { return }
            state.old[key] = nil
            put(value, for: key, &state)
        }
    }

    func invalidate(_ key: Key) {
        state.withLock { state in
            state.generation &+= 1
            state.young[key] = nil
            state.old[key] = nil
        }
    }

    func invalidateAll() {
        state.withLock { state in
            state.generation &+= 1
            state.young = [:]
            state.old = [:]
        }
    }

    private func put(_ value: Value, for key: Key, _ state: inout State) {
        if state.young.count >= half, state.young[key] == nil {
            state.old = state.young
            state.young = [:]
        }
        state.young[key] = value
    }
}
