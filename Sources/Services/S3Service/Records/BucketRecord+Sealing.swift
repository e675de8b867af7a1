import ServiceKit

extension BucketRecord: SealedRecord {
    mutating func reseal(_ resealing: some Resealing) throws {
        sealedKey = try resealing.reseal(base64: sealedKey, purpose: BucketVault.purpose(id))
    }
}
