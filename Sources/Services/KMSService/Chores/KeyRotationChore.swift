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
            try await store.write { [random] transaction in
                try transaction.rotate(key.key, to: material, at: now, random: random)
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
        _ key: RecordKey, to material: MaterialRecord, at now: Timestamp, random: any RandomSource
    ) throws {
        guard let current = try get(KeyRecord.self, key), current.record.isRotationDue(at: now) else { return }
        var record = current.record
        let rotation = record.rotate(to: material, .automatic, at: now)
        record.rotation?.advance(at: now)
        try update(record, expecting: current.version)
        try self.record(rotation.event(at: now), random: random)
    }
}

extension KeyRecord {
    fileprivate func isRotationDue(at now: Timestamp) -> Bool {
        state == .enabled && rotation.map { $0.nextDate <= now } ?? false
    }
}
