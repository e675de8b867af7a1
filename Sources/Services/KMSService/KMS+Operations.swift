import KMSModel
import ServiceKit

/// Everything that the service implements. What is not here answers that it is not implemented.
extension KMS {
    public var operations: [Operation] {
        keyOperations + keyAccessOperations + aliasOperations + grantOperations + cryptographicOperations
            + rotationOperations + importOperations + multiRegionOperations + keyStoreOperations
    }

    public var sharedQuotas: [String] { SharedQuota.allCases.map(\.rawValue) }

    public var chores: [any Chore] {
        [
            KeyDeletionChore(store: store, vault: vault, keyStores: keyStores, random: random),
            KeyRotationChore(store: store, vault: vault, random: random),
            MaterialExpiryChore(store: store, vault: vault, random: random),
            KeyUsageChore(tracker: usage),
        ]
    }
}
