import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store

/// Stores related keys with the shared properties of the primary copied to its replicas, in one transaction: no
/// replica is ever without a material that another of the keys encrypts with.
/// Source: AWS KMS developer guide, "Multi-Region keys in AWS KMS", shared properties.
struct Synchronization: Sendable {
    let vault: MaterialVault
    let random: any RandomSource

    /// Changes one of the keys that are related to `key`, itself included, and stores them all.
    func change<Output>(
        _ key: KeyRecord, at now: Timestamp, in transaction: any WriteTransaction,
        _ body: (inout KeyRecord) throws -> Output
    ) throws -> Output {
        var related = try RelatedKeys(of: key, in: transaction)
        let output = try related.change(in: key.region, body)
        try store(&related, at: now, in: transaction)
        return output
    }

    func store(_ related: inout RelatedKeys, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let primary = related.primary
        let isChanged = try related.synchronize { try copy($0, of: primary, to: $1) }
        try related.write(to: transaction)
        guard isChanged else { return }
        var event = ServiceEvent(named: "SynchronizeMultiRegionKey", of: primary, at: now, details: [:])
        event.answer = ["keyId": .string(primary.arn)]
        try transaction.record(event, random: random)
    }

    /// Of imported material, a replica takes the name alone: whoever brought it in has to bring it there too.
    private func copy(_ material: MaterialRecord, of primary: KeyRecord, to replica: KeyRecord) throws -> MaterialRecord
    {
        guard primary.origin == .external else {
            return try vault.transfer(material, from: primary, to: replica, random: random)
        }
        var copy = material
        copy.sealed = nil
        copy.imported?.expiresAt = nil
        return copy
    }
}

extension KMS {
    /// A change of what related multi-Region keys share; of a single-Region key, of itself alone. `body` gets the
    /// record as it is when the change is made.
    func changeShared<Output: Sendable>(
        _ key: LoadedKey, in scope: RequestScope, _ body: @escaping @Sendable (inout KeyRecord) throws -> Output
    ) -> Change<Output> {
        Change { [vault] transaction in
            let current = try transaction.current(key).record
            let synchronization = Synchronization(vault: vault, random: scope.random)
            return try synchronization.change(current, at: scope.now, in: transaction, body)
        }
    }
}
