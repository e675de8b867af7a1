import AWSProtocols
import Essentials
import KMSModel

/// Source: AWS KMS API reference, ImportKeyMaterial.
extension KeyRecord {
    /// Takes imported material in: as the key's first, as one to be rotated to, or in the place of the same material
    /// that was deleted, has expired, or is to expire at another time.
    mutating func take(_ material: MaterialRecord, as type: ImportType?, at now: Timestamp) throws(AWSError) {
        destroyExpiredMaterial(at: now)
        if type == .newKeyMaterial { try requireNotReplica() }
        let wasPendingImport = state == .pendingImport
        let type = type ?? (materials.isEmpty ? .newKeyMaterial : .existingKeyMaterial)
        switch (type, materials.firstIndex { $0.id == material.id }) {
        case (.newKeyMaterial, nil): try add(material)
        case (.existingKeyMaterial, let index?): replace(materialAt: index, by: material)
        case (.newKeyMaterial, _?), (.existingKeyMaterial, nil): throw .incorrectKeyMaterial
        }
        // Whatever the key was before it lost its material: the import that completes it enables it.
        if wasPendingImport { isEnabled = true }
    }

    private mutating func add(_ material: MaterialRecord) throws(AWSError) {
        guard !materials.isEmpty else {
            materials = [material]
            return
        }
        guard !materials.contains(where: \.isPending) else {
            throw AWSError(
                .kmsInvalidStateException, "\(arn) already has key material that is pending rotation.")
        }
        var added = material
        added.state = .pendingRotation
        materials.append(added)
    }

    private mutating func replace(materialAt index: Int, by material: MaterialRecord) {
        let previous = materials[index]
        materials[index].sealed = material.sealed
        materials[index].imported = material.imported
        if material.imported?.description == nil {
            materials[index].imported?.description = previous.imported?.description
        }
    }
}

extension AWSError {
    static let incorrectKeyMaterial = AWSError(
        .incorrectKeyMaterialException,
        "The key material in the request does not meet expectations: it is not the key material that was imported "
            + "before, or is associated with the KMS key already.")
}
