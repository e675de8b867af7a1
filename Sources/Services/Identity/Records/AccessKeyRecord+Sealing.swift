import ServiceKit

extension AccessKeyRecord: SealedRecord {
    mutating func reseal(_ resealing: some Resealing) throws {
        sealedSecret = try resealing.reseal(base64: sealedSecret, purpose: SecretVault.purpose(id))
    }
}
