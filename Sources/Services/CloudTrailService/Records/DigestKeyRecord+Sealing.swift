import ServiceKit

extension DigestKeyRecord: SealedRecord {
    mutating func reseal(_ resealing: some Resealing) throws {
        sealedPrivateKey = try resealing.reseal(base64: sealedPrivateKey, purpose: DigestKeys.purpose(id))
    }
}
