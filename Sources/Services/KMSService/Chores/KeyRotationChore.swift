import Essentials
import ServiceKit
import Store

/// Rotates the material of keys whose rotation period is over. The old material stays, and everything that was sealed
/// under it opens as before.
struct KeyRotationChore: Chore {
    let name = "kms.keyRotation"
    let store: any Store
    let vault: MaterialVault
    let random: any RandomSource

    func nextDue() async throws -> Timestamp? {
        try await store.read { transaction in
            try transaction.query(
                KeyRecord.self, in: .everywhere, order: .field(KeyRecord.rotationDue), limit: 1
            ).records.first?.record.rotation?.nextDate
        }
    }

    func perform(at now: Timestamp) async throws {
        while let key = try await firstDue(at: now) {
            let material = try vault.generate(for: key, at: now, random: random)
            let synchronization = Synchronization(vault: vault, random: random)
            try await store.write { transaction in
                try transaction.rotate(key.key, to: material, at: now, synchronization)
            }
        }
    }

    private func firstDue(at now: Timestamp) async throws -> KeyRecord? {
        let isDue = Predicate.compares(KeyRecord.rotationDue, .lessOrEqual, .integer(now.milliseconds))
        return try await store.read { transaction in
            try transaction.first(KeyRecord.self, in: .everywhere, where: isDue)?.record
        }
    }
}

extension WriteTransaction {
    /// Rotates a key if its time has come and nobody has stopped its rotation meanwhile.
    fileprivate func rotate(
        _ key: RecordKey, to material: MaterialRecord, at now: Timestamp, _ synchronization: Synchronization
    ) throws {
        guard let current = try get(KeyRecord.self, key)?.record, current.isRotationDue(at: now) else { return }
        let rotation = try synchronization.change(current, at: now, in: self) { record in
            record.rotation?.advance(at: now)
            return record.rotate(to: material, .automatic, at: now)
        }
        try self.record(rotation.event(at: now), random: synchronization.random)
    }
}

extension KeyRecord {
    fileprivate func isRotationDue(at now: Timestamp) -> Bool {
        state == .enabled && !isReplica && rotation.map { $0.nextDate <= now } ?? false
    }
}
