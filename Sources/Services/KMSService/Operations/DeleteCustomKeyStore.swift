import AWSProtocols
import KMSModel
import ServiceKit
import Store

extension KMS {
    /// What is behind the store stays as it is.
    func deleteCustomKeyStore(
        _ input: DeleteCustomKeyStoreRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) -> Change<DeleteCustomKeyStoreResponse> {
        let id = input.customKeyStoreId
        let key = KeyStoreRecord.key(scope.account, scope.region, id)
        return Change { transaction in
            guard let record = try transaction.get(KeyStoreRecord.self, key)?.record else {
                throw AWSError.noKeyStore(id)
            }
            guard record.connection == .disconnected else { throw AWSError.keyStoreState(record, "DISCONNECTED") }
            let isHeld = Predicate.equals(KeyRecord.inKeyStore, .string(id))
            let place = RecordScope.region(scope.account, scope.region)
            guard try transaction.first(KeyRecord.self, in: place, where: isHeld) == nil else {
                throw AWSError(
                    .customKeyStoreHasCMKsException, "The custom key store \(id) contains KMS keys.")
            }
            try transaction.delete(KeyStoreRecord.self, key)
            return DeleteCustomKeyStoreResponse()
        }
    }
}
