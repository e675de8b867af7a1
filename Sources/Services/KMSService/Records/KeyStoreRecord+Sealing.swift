import ServiceKit

extension KeyStoreRecord: SealedRecord {
    mutating func reseal(_ resealing: some Resealing) throws {
        if let sealed = cluster?.sealedPassword {
            let password = try resealing.reseal(base64: sealed, purpose: TokenLogin.purpose(key))
            cluster?.sealedPassword = password
        }
        if let sealed = proxy?.credential.sealedSecret {
            let secret = try resealing.reseal(base64: sealed, purpose: ProxyCredential.purpose(key))
            proxy?.credential.sealedSecret = secret
        }
    }
}
