import KMSModel
import ServiceKit
import Testing

@testable import KMSService

/// Key stores behind an external key store proxy.
@Suite struct ExternalKeyStoreTests {
    private let harness: KMSHarness

    init() throws { harness = try KMSHarness() }

    @Test func storeIsDescribedWithoutItsSecretWhichIsSealed() async throws {
        let id = try await harness.createStore(harness.externalStoreRequest())
        let entry = try await harness.describeStore(id)
        #expect(entry.customKeyStoreType == .externalKeyStore)
        #expect(entry.connectionState == .disconnected)
        let proxy = try #require(entry.xksProxyConfiguration)
        #expect(proxy.connectivity == .publicEndpoint)
        #expect(proxy.accessKeyId == FakeProxy.accessKeyID)
        #expect(proxy.uriEndpoint == "https://xks.example.com")
        #expect(proxy.uriPath == "/kms/xks/v1")
        #expect(proxy.vpcEndpointServiceName == nil && proxy.vpcEndpointServiceOwner == nil)
        let row = try #require(try harness.store.row(KeyStoreRecord.kind, KeyStoreRecord.key(.standard, .standard, id)))
        #expect(!String(decoding: row.body, as: UTF8.self).contains(FakeProxy.secret))
    }

    @Test func creationAsksAPublicProxyForItsHealth() async throws {
        try await harness.createStore(harness.externalStoreRequest())
        let asked = try #require(harness.proxy.asked.first)
        #expect(asked.host == FakeProxy.host)
        #expect(asked.target == "/kms/xks/v1/health")
        let metadata = try #require(asked.body["requestMetadata"]?.object)
        #expect(metadata.names == ["kmsOperation", "kmsRequestId"])
        #expect(metadata["kmsOperation"] == "CreateCustomKeyStore")
        #expect(metadata["kmsRequestId"] == "request")
    }

    @Test func serviceIsNotFoundUnlessItsNameIsRoutedAndNotTriedBeforeItIsConnected() async throws {
        let request = harness.externalStoreRequest(service: KMSHarness.service)
        #expect(
            try await harness.refusal(KMSOperations.createCustomKeyStore, request)?.code
                == "XksProxyVpcEndpointServiceNotFoundException")
        harness.proxy.set { $0.routes = [FakeProxy.host] }
        let elsewhere = harness.externalStoreRequest(service: "com.amazonaws.vpce.eu-west-1.vpce-svc-0")
        #expect(
            try await harness.refusal(KMSOperations.createCustomKeyStore, elsewhere)?.code
                == "XksProxyVpcEndpointServiceNotFoundException")
        let store = try await harness.createStore(request)
        #expect(harness.proxy.asked.isEmpty)
        let proxy = try #require(try await harness.describeStore(store).xksProxyConfiguration)
        #expect(proxy.connectivity == .vpcEndpointService)
        #expect(proxy.vpcEndpointServiceName == KMSHarness.service)
        #expect(proxy.vpcEndpointServiceOwner == "123456789012")
        try await harness.connect(store)
        #expect(harness.proxy.asked.count == 1)

        try await harness.disconnect(store)
        harness.proxy.set { $0.routes = [] }
        try await harness.connect(store)
        #expect(try await harness.describeStore(store).connectionErrorCode == .xksVpcEndpointServiceNotFound)
    }

    @Test func storeIsRefusedThatLacksOrHasTooMuch() async throws {
        var cluster = harness.externalStoreRequest()
        cluster.cloudHsmClusterId = "cluster-aaaaaaaaaaa"
        var bare = harness.externalStoreRequest()
        bare.xksProxyConnectivity = nil
        var serviceless = harness.externalStoreRequest()
        serviceless.xksProxyConnectivity = .vpcEndpointService
        var service = harness.externalStoreRequest()
        service.xksProxyVpcEndpointServiceName = KMSHarness.service
        var mixed = harness.storeRequest()
        mixed.xksProxyUriPath = "/kms/xks/v1"
        for request in [cluster, bare, serviceless, service, mixed] {
            #expect(
                try await harness.refusal(KMSOperations.createCustomKeyStore, request)?.code == "ValidationException")
        }
        #expect(harness.proxy.asked.isEmpty)
    }

    @Test func noTwoStoresShareWhatIsOneStores() async throws {
        harness.proxy.set { $0.routes = ["private.example.com", "other.example.com"] }
        try await harness.createStore(harness.externalStoreRequest())
        try await harness.createStore(
            harness.externalStoreRequest(
                "private", endpoint: "https://private.example.com", service: KMSHarness.service))
        let other = KMSHarness.service + "1"
        let cases = [
            (harness.externalStoreRequest("a"), "XksProxyUriInUseException"),
            (harness.externalStoreRequest("a", endpoint: "https://XKS.example.com"), "XksProxyUriInUseException"),
            (
                harness.externalStoreRequest(
                    "a", endpoint: "https://private.example.com", path: "/a/kms/xks/v1"),
                "XksProxyUriEndpointInUseException"
            ),
            (
                harness.externalStoreRequest(
                    "a", endpoint: "https://private.example.com", path: "/a/kms/xks/v1", service: other),
                "XksProxyUriEndpointInUseException"
            ),
            (
                harness.externalStoreRequest(
                    "a", endpoint: "https://other.example.com", service: KMSHarness.service),
                "XksProxyVpcEndpointServiceInUseException"
            ),
            (harness.externalStoreRequest("private", path: "/b/kms/xks/v1"), "CustomKeyStoreNameInUseException"),
        ]
        for (request, code) in cases {
            #expect(try await harness.refusal(KMSOperations.createCustomKeyStore, request)?.code == code)
        }
        try await harness.createStore(harness.externalStoreRequest("a", path: "/a/kms/xks/v1"))
        try await harness.createStore(
            harness.externalStoreRequest("b", endpoint: "https://other.example.com", service: other))
    }

    @Test func connectionThatFailsTellsWhy() async throws {
        let store = try await harness.createStore(harness.externalStoreRequest())
        harness.proxy.refuse("AccessDeniedException", status: 403)
        try await harness.connect(store)
        let failed = try await harness.describeStore(store)
        #expect(failed.connectionState == .failed)
        #expect(failed.connectionErrorCode == .xksProxyAccessDenied)
        harness.proxy.recover()
        try await harness.disconnect(store)
        try await harness.connect(store)
        #expect(try await harness.describeStore(store).connectionState == .connected)
        #expect(harness.proxy.asked.last?.body["requestMetadata"]?["kmsOperation"] == "ConnectCustomKeyStore")
    }

    @Test func credentialAndPathAreChangedWhileConnectedAndOnlyToWhatWorks() async throws {
        let store = try await harness.connectedExternalStore()
        let key = try await harness.createExternalKey(in: store)
        let sealed = try await harness.encrypt([1], under: key.keyId).ciphertextBlob
        let secret = String(FakeProxy.secret.reversed())
        let update = UpdateCustomKeyStoreRequest(
            customKeyStoreId: store, xksProxyUriPath: "/new/kms/xks/v1",
            xksProxyAuthenticationCredential: .init(accessKeyId: FakeProxy.accessKeyID, rawSecretAccessKey: secret))
        #expect(
            try await harness.refusal(KMSOperations.updateCustomKeyStore, update)?.code
                == "XksProxyIncorrectAuthenticationCredentialException")
        #expect(try await harness.decrypt(sealed) == [1])
        harness.proxy.set { $0.secret = secret }
        _ = try await harness.call(KMSOperations.updateCustomKeyStore, update)
        #expect(try await harness.decrypt(sealed) == [1])
        #expect(harness.proxy.asked.last?.target.hasPrefix("/new/kms/xks/v1/keys/key-1/") == true)
        #expect(try await harness.describeStore(store).connectionState == .connected)
    }

    @Test func endpointIsChangedOnlyWhileDisconnected() async throws {
        let store = try await harness.connectedExternalStore()
        harness.proxy.set { $0.routes = ["private.example.com"] }
        let update = UpdateCustomKeyStoreRequest(
            customKeyStoreId: store, xksProxyUriEndpoint: "https://private.example.com",
            xksProxyVpcEndpointServiceName: KMSHarness.service, xksProxyVpcEndpointServiceOwner: "111122223333",
            xksProxyConnectivity: .vpcEndpointService)
        #expect(
            try await harness.refusal(KMSOperations.updateCustomKeyStore, update)?.code
                == "CustomKeyStoreInvalidStateException")
        try await harness.disconnect(store)
        _ = try await harness.call(KMSOperations.updateCustomKeyStore, update)
        let proxy = try #require(try await harness.describeStore(store).xksProxyConfiguration)
        #expect(proxy.connectivity == .vpcEndpointService)
        #expect(proxy.uriEndpoint == "https://private.example.com")
        #expect(proxy.vpcEndpointServiceOwner == "111122223333")
        #expect(harness.proxy.asked.last?.host == "private.example.com")

        let back = UpdateCustomKeyStoreRequest(customKeyStoreId: store, xksProxyConnectivity: .publicEndpoint)
        #expect(try await harness.refusal(KMSOperations.updateCustomKeyStore, back)?.code == "ValidationException")
        _ = try await harness.call(
            KMSOperations.updateCustomKeyStore,
            UpdateCustomKeyStoreRequest(
                customKeyStoreId: store, xksProxyUriEndpoint: "https://xks.example.com",
                xksProxyConnectivity: .publicEndpoint))
        let again = try #require(try await harness.describeStore(store).xksProxyConfiguration)
        #expect(again.connectivity == .publicEndpoint && again.vpcEndpointServiceName == nil)
    }

    @Test func parametersOfAClusterAreRefused() async throws {
        let store = try await harness.createStore(harness.externalStoreRequest())
        let update = UpdateCustomKeyStoreRequest(customKeyStoreId: store, keyStorePassword: "password")
        #expect(try await harness.refusal(KMSOperations.updateCustomKeyStore, update)?.code == "ValidationException")
    }
}
