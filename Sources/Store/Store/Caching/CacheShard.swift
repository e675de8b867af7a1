import Synchronization

/// A part of the keys under a lock of its own.
@usableFromInline
final class CacheShard<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline
    struct State {
        @usableFromInline var young: [HashedKey<Key>: Value] = [:]
        @usableFromInline var old: [HashedKey<Key>: Value] = [:]
        @usableFromInline var generation: UInt64 = 0
    }
    @usableFromInline let state = Mutex(State())
    @usableFromInline let half: Int

    init(half: Int) { self.half = half }

    @inlinable
    var generation: UInt64 { state.withLock { $0.generation } }

    @inlinable
    func value(_ key: HashedKey<Key>) -> Value? {
        state.withLock { state in
            if let value = state.young[key] { return value }
            guard let value = state.old.removeValue(forKey: key) else { return nil }
            put(value, for: key, &state)
            return value
        }
    }

    @inlinable
    func keep(_ value: Value, for key: HashedKey<Key>, loadedAt generation: UInt64) {
        state.withLock { state in
            guard state.generation == generation else { return }
            state.old[key] = nil
            put(value, for: key, &state)
        }
    }

    @inlinable
    func invalidate(_ key: HashedKey<Key>) {
        state.withLock { state in
            state.generation &+= 1
            state.young[key] = nil
            state.old[key] = nil
        }
    }

    @inlinable
    func invalidateAll() {
        state.withLock { state in
            state.generation &+= 1
            state.young = [:]
            state.old = [:]
        }
    }

    @inlinable
    func put(_ value: Value, for key: HashedKey<Key>, _ state: inout State) {
        if state.young.count >= half, state.young[key] == nil {
            state.old = state.young
            state.young = [:]
        }
        state.young[key] = value
    }
}
