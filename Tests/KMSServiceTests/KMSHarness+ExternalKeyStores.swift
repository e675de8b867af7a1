import KMSModel
import Testing

@testable import KMSService

extension KMSHarness {
    static let credential = XksProxyAuthenticationCredentialType(
        accessKeyId: FakeProxy.accessKeyID, rawSecretAccessKey: FakeProxy.secret)
    static let service = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"

    func externalStoreRequest(
        _ name: String = "external", endpoint: String = "https://\(FakeProxy.host)", path: String = "/kms/xks/v1",
        service: String? = nil, credential: XksProxyAuthenticationCredentialType? = Self.credential
    ) -> CreateCustomKeyStoreRequest {
        CreateCustomKeyStoreRequest(
            customKeyStoreName: name, customKeyStoreType: .externalKeyStore, xksProxyUriEndpoint: endpoint,
            xksProxyUriPath: path, xksProxyVpcEndpointServiceName: service,
            xksProxyAuthenticationCredential: credential,
            xksProxyConnectivity: service == nil ? .publicEndpoint : .vpcEndpointService)
    }

    func connectedExternalStore() async throws -> String {
        let store = try await createStore(externalStoreRequest())
        try await connect(store)
        return store
    }

    func externalKeyRequest(in store: String, _ id: String? = "key-1") -> CreateKeyRequest {
        CreateKeyRequest(origin: .externalKeyStore, customKeyStoreId: store, xksKeyId: id)
    }

    func createExternalKey(in store: String, _ id: String = "key-1") async throws -> KeyMetadata {
        let answer = try await call(KMSOperations.createKey, externalKeyRequest(in: store, id))
        return try #require(answer.keyMetadata)
    }
}
