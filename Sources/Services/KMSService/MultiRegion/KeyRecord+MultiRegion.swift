import AWSProtocols
import Essentials
import KMSModel

/// Source: AWS KMS developer guide, "Multi-Region keys in AWS KMS".
extension KeyRecord {
    var isPrimary: Bool { multiRegion?.primaryRegion == region }

    var isReplica: Bool { multiRegion != nil && !isPrimary }

    /// Whether this is a primary key whose replicas have to be deleted before it.
    var hasReplicas: Bool { isPrimary && multiRegion?.replicaRegions.isEmpty == false }

    /// What ReplicateKey and UpdatePrimaryRegion ask for.
    func requirePrimary() throws(AWSError) {
        guard isPrimary else {
            throw AWSError(.unsupportedOperationException, "\(arn) is not a multi-Region primary key.")
        }
    }

    /// What sets a shared property asks for: replicas take theirs from the primary.
    func requireNotReplica() throws(AWSError) {
        guard !isReplica else {
            throw AWSError(
                .unsupportedOperationException,
                "\(arn) is a multi-Region replica key, which is not valid for this operation.")
        }
    }

    /// Takes over what related keys share: where they are, when they rotate, and which materials they have.
    /// - Parameter copy: brings one material of the primary here.
    mutating func share(
        _ primary: KeyRecord, copy: (MaterialRecord) throws -> MaterialRecord
    ) rethrows {
        multiRegion = primary.multiRegion
        rotation = primary.rotation
        materials = try primary.materials.map { material in
            var own = try self.material(material.id) ?? copy(material)
            own.state = material.state
            own.rotation = material.rotation
            return own
        }
    }
}
