import AWSProtocols
import KMSModel
import KeyEngine
import ServiceKit
import Store

extension KMS {
    /// Makes sure that a new key's store holds what it will need: makes the material in a token, asks a proxy for the
    /// external key.
    func requireMaterial(of key: KeyRecord, in store: KeyStoreRecord, _ scope: RequestScope) async throws {
        guard (store.type == .awsCloudhsm) == (key.origin == .awsCloudhsm) else {
            throw AWSError.validation(
                "The origin \(key.origin.rawValue) is not valid for a custom key store of type \(store.type.rawValue)")
        }
        guard let externalKey = key.externalKeyID else { return try await makeMaterial(of: key, in: store) }
        do {
            let proxy = try keyStores.proxy(of: store)
            try await proxy.keyMetadata(of: externalKey, for: KeyOperation("CreateKey", in: scope)).requireFit()
        } catch let error as ProxyError {
            throw error.told(as: \.newKeyError)
        }
    }

    /// Under the key's id. A key that is then not created after all leaves it behind there, as on AWS.
    /// Source: AWS KMS developer guide, "How to delete orphaned key material".
    private func makeMaterial(of key: KeyRecord, in store: KeyStoreRecord) async throws {
        do {
            try await keyStores.withToken(of: store, isRepeatable: false) { try await $0.generateKey(label: key.id) }
        } catch is TokenError {
            throw AWSError(
                .cloudHsmClusterInvalidConfigurationException,
                "The AWS CloudHSM cluster of the custom key store \(store.id) could not make the key material.")
        }
    }
}

extension ReadTransaction {
    /// The store that is to hold a new key; nil where it is KMS itself. The store may have gone, or been disconnected,
    /// since the material was made.
    func keyStore(of key: KeyRecord) throws -> KeyStoreRecord? {
        guard let id = key.customKeyStoreID else { return nil }
        let store = try get(KeyStoreRecord.self, KeyStoreRecord.key(key.account, key.region, id))?.record
        guard let store else { throw AWSError.noKeyStore(id) }
        guard store.isConnected else { throw AWSError.keyStoreState(store, "CONNECTED") }
        return store
    }
}
