import KMSModel
import ServiceKit

extension KMS {
    /// Material from outside.
    var importOperations: [Operation] {
        [
            Operation(
                reply: KMSOperations.getParametersForImport,
                on: { try key($0.keyId, for: .gettingImportParameters($0), in: $1) },
                perform: getParametersForImport),
            Operation(
                change: KMSOperations.importKeyMaterial,
                on: { try key($0.keyId, for: .importing($0), in: $1) }, perform: importKeyMaterial),
            Operation(
                change: KMSOperations.deleteImportedKeyMaterial,
                on: { try key($0.keyId, for: KeyCall(.deleteImportedKeyMaterial), in: $1) },
                perform: deleteImportedKeyMaterial),
        ]
    }
}
