import Synchronization

/// Derived signing keys, so that the four HMACs of a derivation are paid once a day, region and service.
///
/// An entry answers only for the very secret it was derived from: after a change of secret the old key is replaced at
/// its first use. Sharded so that event loops seldom wait for each other, bounded by second-chance eviction.
final class SigningKeyCache: Sendable {
    private let shards: [Shard]

    init(capacity: Int) {
        let count = capacity >= 64 ? 8 : 1
        shards = (0..<count).map { _ in Shard(capacity: max(1, capacity / count)) }
    }

    /// The key remembered for this owner, if it was derived from this secret.
    func find(_ owner: Owner, secret: SecretAccessKey) -> SigningKey? {
        shard(of: owner).find(owner, secret: secret)
    }

    func remember(_ key: SigningKey, of owner: Owner, secret: SecretAccessKey) {
        shard(of: owner).insert(Entry(owner: owner, secret: secret, key: key))
    }

    private func shard(of owner: Owner) -> Shard {
        shards[Int(truncatingIfNeeded: owner.shardHash % UInt(shards.count))]
    }

    var count: Int { shards.reduce(0) { $0 + $1.count } }

    struct Owner: Hashable {
        let accessKeyID: String
        let scope: CredentialScope

        /// Cheap, and spread enough: access key ids differ in their last letters, scopes in their service's.
        var shardHash: UInt {
            var hash: UInt = 0
            for byte in accessKeyID.utf8.suffix(4) { hash = hash &* 31 &+ UInt(byte) }
            for byte in scope.service.utf8.suffix(2) { hash = hash &* 31 &+ UInt(byte) }
            return hash ^ hash >> 3
        }
    }

    struct Entry {
        let owner: Owner
        let secret: SecretAccessKey
        let key: SigningKey
        var wasUsed = false
    }
}

extension SigningKeyCache {
    /// One lock's worth of entries.
    private final class Shard: Sendable {
        private struct State {
            var entries: [Entry] = []
            var positions: [Owner: Int] = [:]
            var hand = 0
        }

        private let capacity: Int
        private let state = Mutex(State())

        init(capacity: Int) { self.capacity = capacity }

        var count: Int { state.withLock { $0.entries.count } }

        func find(_ owner: Owner, secret: SecretAccessKey) -> SigningKey? {
            state.withLock { state in
                guard let position = state.positions[owner], state.entries[position].secret.isIdentical(to: secret)
                else { return nil }
                state.entries[position].wasUsed = true
                return state.entries[position].key
            }
        }

        func insert(_ entry: Entry) {
            state.withLock { state in
                if let position = state.positions[entry.owner] {
                    state.entries[position] = entry
                } else if state.entries.count < capacity {
                    state.positions[entry.owner] = state.entries.count
                    state.entries.append(entry)
                } else {
                    Self.replaceUnused(in: &state, by: entry)
                }
            }
        }

        /// The clock algorithm: the hand clears marks until it meets an entry unused since its last round.
        private static func replaceUnused(in state: inout State, by entry: Entry) {
            while state.entries[state.hand].wasUsed {
                state.entries[state.hand].wasUsed = false
                state.hand = (state.hand + 1) % state.entries.count
            }
            state.positions[state.entries[state.hand].owner] = nil
            state.positions[entry.owner] = state.hand
            state.entries[state.hand] = entry
            state.hand = (state.hand + 1) % state.entries.count
        }
    }
}
