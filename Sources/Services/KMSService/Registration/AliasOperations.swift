import KMSModel
import ServiceKit

extension KMS {
    /// Names for keys.
    var aliasOperations: [Operation] {
        [
            Operation(change: KMSOperations.createAlias, on: newAlias, perform: createAlias),
            Operation(change: KMSOperations.updateAlias, on: aliasAndKeys, perform: updateAlias),
            Operation(change: KMSOperations.deleteAlias, on: aliasAndKey, perform: deleteAlias),
            Operation(
                reply: KMSOperations.listAliases, on: { _, scope in noKey(for: .listAliases, in: scope) },
                perform: listAliases),
        ]
    }
}
