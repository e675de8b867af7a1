import ServiceKit

extension InstallationRecord: SealedRecord {
    mutating func reseal(_ resealing: some Resealing) throws {
        sealedPageTokenKey = try resealing.reseal(
            base64: sealedPageTokenKey, purpose: Installation.pageTokenPurpose)
    }
}
