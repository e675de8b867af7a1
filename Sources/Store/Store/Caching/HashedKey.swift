/// A key with its hash, which is then computed once for both the choice of the shard and the look-up in it.
@usableFromInline
struct HashedKey<Key: Hashable & Sendable>: Hashable, Sendable {
    @usableFromInline let key: Key
    @usableFromInline let hash: Int

    @inlinable
    init(_ key: Key) {
        self.key = key
        hash = key.hashValue
    }

    @inlinable
    static func == (left: HashedKey, right: HashedKey) -> Bool { left.hash == right.hash && left.key == right.key }

    @inlinable
    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}
