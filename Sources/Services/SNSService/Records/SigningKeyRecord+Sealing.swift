import ServiceKit

extension SigningKeyRecord: SealedRecord {
    mutating func reseal(_ resealing: some Resealing) throws {
        sealed = try resealing.reseal(base64: sealed, purpose: Self.purpose(id))
    }
}
