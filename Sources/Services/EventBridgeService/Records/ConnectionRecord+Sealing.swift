import ServiceKit

extension ConnectionRecord: SealedRecord {
    mutating func reseal(_ resealing: some Resealing) throws {
        guard let sealed = sealedSecrets else { return }
        sealedSecrets = try resealing.reseal(base64: sealed, purpose: ConnectionVault.purpose(key))
    }
}
