import ServiceKit

extension KeyStoreRecord: SealedRecord {
    mutating func reseal(_ resealing: some Resealing) throws {
        guard var cluster else { return }
        cluster.sealedPassword = try resealing.reseal(
            base64: cluster.sealedPassword, purpose: TokenLogin.purpose(key))
        self.cluster = cluster
    }
}
