import KMSModel
import ServiceKit

extension KMS {
    /// Custom key stores. Their actions know no resources.
    var keyStoreOperations: [Operation] {
        [
            Operation(
                change: KMSOperations.createCustomKeyStore,
                on: { _, scope in noKey(for: .createCustomKeyStore, in: scope) }, perform: createCustomKeyStore),
            Operation(
                reply: KMSOperations.describeCustomKeyStores,
                on: { _, scope in noKey(for: .describeCustomKeyStores, in: scope) },
                perform: describeCustomKeyStores),
            Operation(
                change: KMSOperations.updateCustomKeyStore,
                on: { _, scope in noKey(for: .updateCustomKeyStore, in: scope) }, perform: updateCustomKeyStore),
            Operation(
                change: KMSOperations.deleteCustomKeyStore,
                on: { _, scope in noKey(for: .deleteCustomKeyStore, in: scope) }, perform: deleteCustomKeyStore),
            Operation(
                change: KMSOperations.connectCustomKeyStore,
                on: { _, scope in noKey(for: .connectCustomKeyStore, in: scope) }, perform: connectCustomKeyStore),
            Operation(
                change: KMSOperations.disconnectCustomKeyStore,
                on: { _, scope in noKey(for: .disconnectCustomKeyStore, in: scope) },
                perform: disconnectCustomKeyStore),
        ]
    }
}
