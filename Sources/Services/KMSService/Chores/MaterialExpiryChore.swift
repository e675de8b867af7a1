import Essentials
import ServiceKit
import Store

/// Destroys imported material whose time is over.
struct MaterialExpiryChore: Chore {
    let name = "kms.materialExpiry"
    let store: any Store
    let vault: MaterialVault
    let random: any RandomSource

    func nextDue() async throws -> Timestamp? {
        try await store.read { transaction in
            try transaction.query(
                KeyRecord.self, in: .everywhere, order: .field(KeyRecord.materialExpiry), limit: 1
            ).records.first?.record.earliestExpiry
        }
    }

    func perform(at now: Timestamp) async throws {
        while let key = try await firstDue(at: now) {
            let synchronization = Synchronization(vault: vault, random: random)
            try await store.write { transaction in
                try transaction.destroyExpiredMaterial(of: key, at: now, synchronization)
            }
        }
    }

    private func firstDue(at now: Timestamp) async throws -> RecordKey? {
        let isDue = Predicate.compares(KeyRecord.materialExpiry, .lessOrEqual, .integer(now.milliseconds))
        return try await store.read { transaction in
            try transaction.first(KeyRecord.self, in: .everywhere, where: isDue)?.record.key
        }
    }
}

extension WriteTransaction {
    fileprivate func destroyExpiredMaterial(
        of key: RecordKey, at now: Timestamp, _ synchronization: Synchronization
    ) throws {
        guard let record = try get(KeyRecord.self, key)?.record else { return }
        let destroyed = try synchronization.change(record, at: now, in: self) { $0.destroyExpiredMaterial(at: now) }
        for id in destroyed {
            let details: JSON.Object = ["keyId": .string(record.id), "keyMaterialId": .string(id)]
            let event = ServiceEvent(named: "DeleteExpiredKeyMaterial", of: record, at: now, details: details)
            try self.record(event, random: synchronization.random)
        }
    }
}
