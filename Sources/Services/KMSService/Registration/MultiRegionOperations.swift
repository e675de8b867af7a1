import KMSModel
import ServiceKit

extension KMS {
    /// One key in several regions.
    var multiRegionOperations: [Operation] {
        [
            Operation(change: KMSOperations.replicateKey, on: keyForReplication, perform: replicateKey),
            Operation(
                change: KMSOperations.updatePrimaryRegion, on: keysForPrimaryRegion, perform: updatePrimaryRegion),
        ]
    }
}
