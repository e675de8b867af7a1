import ServiceKit

extension MultiFactorDeviceRecord: SealedRecord {
    mutating func reseal(_ resealing: some Resealing) throws {
        sealedSeed = try resealing.reseal(base64: sealedSeed, purpose: MultiFactorVault.purpose(key))
    }
}
