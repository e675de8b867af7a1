import KMSModel
import ServiceKit

extension KMS {
    /// New material in the place of old.
    var rotationOperations: [Operation] {
        [
            Operation(
                change: KMSOperations.enableKeyRotation,
                on: { try key($0.keyId, for: .enablingRotation($0), in: $1) }, perform: enableKeyRotation),
            Operation(
                change: KMSOperations.disableKeyRotation,
                on: { try key($0.keyId, for: KeyCall(.disableKeyRotation), in: $1) }, perform: disableKeyRotation),
            Operation(
                reply: KMSOperations.getKeyRotationStatus,
                on: { try key($0.keyId, for: KeyCall(.getKeyRotationStatus), in: $1) },
                perform: getKeyRotationStatus),
            Operation(
                reply: KMSOperations.listKeyRotations,
                on: { try key($0.keyId, for: KeyCall(.listKeyRotations), in: $1) }, perform: listKeyRotations),
            Operation(
                change: KMSOperations.rotateKeyOnDemand,
                on: { try key($0.keyId, for: KeyCall(.rotateKeyOnDemand), in: $1) }, perform: rotateKeyOnDemand),
        ]
    }
}
