import Essentials
import KMSModel
import KeyEngine
import Store
import Testing

@testable import KMSService

extension KMSHarness {
    func storeRequest(
        _ name: String = "store", cluster: String = "cluster-aaaaaaaaaaa", anchor: String = Certificates.one,
        password: String = FakeTokens.pin
    ) -> CreateCustomKeyStoreRequest {
        CreateCustomKeyStoreRequest(
            customKeyStoreName: name, cloudHsmClusterId: cluster, trustAnchorCertificate: anchor,
            keyStorePassword: password)
    }

    @discardableResult
    func createStore(_ request: CreateCustomKeyStoreRequest? = nil) async throws -> String {
        let answer = try await call(KMSOperations.createCustomKeyStore, request ?? storeRequest())
        return try #require(answer.customKeyStoreId)
    }

    func connect(_ store: String) async throws {
        _ = try await call(
            KMSOperations.connectCustomKeyStore, ConnectCustomKeyStoreRequest(customKeyStoreId: store))
    }

    func disconnect(_ store: String) async throws {
        _ = try await call(
            KMSOperations.disconnectCustomKeyStore, DisconnectCustomKeyStoreRequest(customKeyStoreId: store))
    }

    func connectedStore() async throws -> String {
        let store = try await createStore()
        try await connect(store)
        return store
    }

    func describeStore(_ id: String) async throws -> CustomKeyStoresListEntry {
        let answer = try await call(
            KMSOperations.describeCustomKeyStores, DescribeCustomKeyStoresRequest(customKeyStoreId: id))
        return try #require(answer.customKeyStores?.first)
    }

    func keyRequest(in store: String) -> CreateKeyRequest {
        CreateKeyRequest(origin: .awsCloudhsm, customKeyStoreId: store)
    }
}

extension KMS {
    /// The service as it is after a restart: the same store and root key, and nothing remembered.
    func restarted(over store: any Store, tokens: any TokenDirectory) -> KMS {
        KMS(store: store, rootKey: rootKey, pageTokens: pageTokens, tokens: tokens)
    }
}
