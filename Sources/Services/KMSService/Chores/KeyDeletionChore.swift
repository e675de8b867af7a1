import Essentials
import ServiceKit
import Store

/// Deletes keys whose waiting period is over: their material, aliases and grants go with them, for good.
struct KeyDeletionChore: Chore {
    let name = "kms.keyDeletion"
    let store: any Store
    let vault: MaterialVault
    let keyStores: KeyStores
    let random: any RandomSource

    func nextDue() async throws -> Timestamp? {
        try await store.read { transaction in
            try transaction.query(
                KeyRecord.self, in: .everywhere, order: .field(KeyRecord.deletionDue), limit: 1
            ).records.first?.record.deletion?.date
        }
    }

    func perform(at now: Timestamp) async throws {
        while let key = try await firstDue(at: now) {
            let synchronization = Synchronization(vault: vault, random: random)
            let destroyed = try await store.write { transaction in
                try transaction.destroy(key, at: now, synchronization)
            }
            // Only now: until the key is gone, its deletion can be cancelled.
            if let destroyed { await keyStores.destroyMaterial(of: destroyed) }
        }
    }

    private func firstDue(at now: Timestamp) async throws -> RecordKey? {
        let isDue = Predicate.compares(KeyRecord.deletionDue, .lessOrEqual, .integer(now.milliseconds))
        return try await store.read { transaction in
            try transaction.first(KeyRecord.self, in: .everywhere, where: isDue)?.record.key
        }
    }
}

extension WriteTransaction {
    /// Deletes a key if its time has come and nobody has cancelled it meanwhile.
    /// - Returns: the key as it was
    fileprivate func destroy(
        _ key: RecordKey, at now: Timestamp, _ synchronization: Synchronization
    ) throws -> KeyRecord? {
        guard let record = try get(KeyRecord.self, key)?.record, let date = record.deletion?.date, date <= now
        else { return nil }
        let place = RecordScope.region(record.account, record.region)
        for alias in try all(AliasRecord.self, in: place, where: .equals(AliasRecord.target, .string(record.id))) {
            try delete(AliasRecord.self, alias.key)
        }
        try removeGrants(of: record)
        if record.isReplica { try forget(replica: record, at: now, synchronization) }
        try delete(KeyUsageRecord.self, key)
        try remove(record)
        let event = ServiceEvent(named: "DeleteKey", of: record, at: now, details: ["keyId": .string(record.id)])
        try self.record(event, random: synchronization.random)
        return record
    }

    /// Takes a replica out of what its related keys know. With the last one begins the waiting period of a primary key
    /// that is to be deleted too.
    private func forget(replica: KeyRecord, at now: Timestamp, _ synchronization: Synchronization) throws {
        var related = try RelatedKeys(of: replica, in: self)
        related.replicas.removeAll { $0.region == replica.region }
        if related.replicas.isEmpty { related.primary.deletion?.begin(at: now) }
        try synchronization.store(&related, at: now, in: self)
    }
}
