import AWSProtocols
import Essentials
import KMSModel

/// Source: AWS KMS developer guide, "Rotate AWS KMS keys".
extension KeyRecord {
    static let maximumOnDemandRotations = 25

    var onDemandRotations: Int { materials.count { $0.rotation?.type == .onDemand } }

    /// The imported material that the next rotation is to; nil while one of the related keys is still without it.
    var pendingMaterial: MaterialRecord? { materials.first { $0.state == .pendingRotation } }

    /// Throws UnsupportedOperationException unless the key is one whose material rotates.
    func requireRotatable() throws(AWSError) {
        guard spec == .symmetricDefault else { throw unsupportedSpec() }
        guard customKeyStoreID == nil else { throw unsupportedOrigin() }
    }

    /// The same for rotation by the clock, which imported material does not know.
    func requireAutomaticallyRotatable() throws(AWSError) {
        guard origin == .awsKms else { throw unsupportedOrigin() }
        try requireRotatable()
    }

    func unsupportedSpec() -> AWSError {
        AWSError(
            .unsupportedOperationException,
            "\(arn) key spec is \(spec.rawValue) which is not valid for this operation.")
    }

    /// Makes a material the current one; it is new, or has waited for this. The one before stays, for what was sealed
    /// under it. Returns the event to be recorded.
    mutating func rotate(
        to material: MaterialRecord, _ type: RotationType, at now: Timestamp
    ) -> KeyRotation {
        let previous = currentMaterial
        for index in materials.indices where materials[index].state == .current {
            materials[index].state = .nonCurrent
        }
        var current = material
        current.state = .current
        current.rotation = RotationMark(type: type, date: now)
        materials.removeAll { $0.id == current.id }
        materials.append(current)
        return KeyRotation(key: self, type: type, previousMaterialID: previous?.id, currentMaterialID: current.id)
    }
}
