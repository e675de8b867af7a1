import Store

/// The grants of one key, read as they are asked for and kept by grantee: a key may have tens of thousands.
final class KeyGrants: Sendable {
    private let store: any Store
    private let key: RecordKey
    // Bounded: every session that calls has a name of its own, and most have no grant.
    private let byGrantee = InvalidatingCache<String, [GrantRecord]>(capacity: 1024, shards: 1)

    init(of key: RecordKey, in store: any Store) {
        self.key = key
        self.store = store
    }

    /// Every grant of the key to this principal, in order of id.
    func grants(to grantee: String) throws -> [GrantRecord] {
        try byGrantee.value(for: grantee) { try read(grantee) }
    }

    private func read(_ grantee: String) throws -> [GrantRecord] {
        let index = IndexValue.string(GrantRecord.granteeIndex(keyID: key.id, grantee))
        return try store.readNow { transaction in
            try transaction.all(
                GrantRecord.self, in: .region(key.account, key.region), where: .equals(GrantRecord.ofGrantee, index))
        }
    }
}
