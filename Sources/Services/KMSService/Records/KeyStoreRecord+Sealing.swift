import ServiceKit

extension KeyStoreRecord: SealedRecord {
    mutating func reseal(_ resealing: some Resealing) throws {
        guard let sealed = cluster?.sealedPassword else { return }
        cluster?.sealedPassword = try resealing.reseal(base64: sealed, purpose: TokenLogin.purpose(key))
    }
}
