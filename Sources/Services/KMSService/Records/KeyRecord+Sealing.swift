import ServiceKit

extension KeyRecord: SealedRecord {
    mutating func reseal(_ resealing: some Resealing) throws {
        for index in materials.indices {
            guard let sealed = materials[index].sealed else { continue }
            let purpose = MaterialVault.purpose(materials[index].id, self)
            materials[index].sealed = try resealing.reseal(base64: sealed, purpose: purpose)
        }
    }
}
