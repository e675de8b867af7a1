import AWSProtocols
import Essentials

/// Imported material that has expired is useless from that moment on, even before the chore has destroyed it.
extension KeyRecord {
    /// What cryptographic operations ask for, at the moment of the call.
    func requireEnabled(at now: Timestamp) throws(AWSError) {
        try withoutExpiredMaterial(at: now).requireEnabled()
    }

    /// What management operations ask for that take a disabled key, at the moment of the call.
    func requireUsable(at now: Timestamp) throws(AWSError) {
        try withoutExpiredMaterial(at: now).requireUsable()
    }

    /// The key as it is once the chore has done its work.
    func withoutExpiredMaterial(at now: Timestamp) -> KeyRecord {
        guard origin == .external, materials.contains(where: { $0.hasExpired(at: now) }) else { return self }
        var record = self
        record.destroyExpiredMaterial(at: now)
        return record
    }

    /// Returns the ids of the materials that are gone.
    @discardableResult
    mutating func destroyExpiredMaterial(at now: Timestamp) -> [String] {
        let expired = materials.filter { $0.hasExpired(at: now) }.map(\.id)
        for id in expired { destroyMaterial(id) }
        return expired
    }

    /// Forgets an imported material for good. One that waits for its first rotation leaves nothing behind; of any
    /// other the id stays, since that same material alone can take its place again.
    mutating func destroyMaterial(_ id: String) {
        materials.removeAll { $0.id == id && $0.isPending }
        guard let index = materials.firstIndex(where: { $0.id == id }) else { return }
        materials[index].sealed = nil
        materials[index].imported?.expiresAt = nil
    }
}

extension MaterialRecord {
    func hasExpired(at now: Timestamp) -> Bool { isPresent && expiresAt.map { $0 <= now } ?? false }
}
