import AWSProtocols
import KMSModel
import ServiceKit

extension KMS {
    /// Deletes the material named, or the current one. Deleting what is gone already succeeds.
    func deleteImportedKeyMaterial(
        _ input: DeleteImportedKeyMaterialRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) -> Change<DeleteImportedKeyMaterialResponse> {
        changeShared(key.value, in: scope) { record in
            try record.requireExternalOrigin()
            if let id = input.keyMaterialId, record.material(id) == nil {
                throw AWSError(.notFoundException, "\(record.arn) has no key material with ID \(id).")
            }
            let id = input.keyMaterialId ?? record.currentMaterial?.id
            if let id { record.destroyMaterial(id) }
            return DeleteImportedKeyMaterialResponse(keyId: record.arn, keyMaterialId: id)
        }
    }
}
