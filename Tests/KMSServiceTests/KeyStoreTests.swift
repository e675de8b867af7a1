import KMSModel
import KeyEngine
import Testing

@testable import KMSService

@Suite struct KeyStoreTests {
    @Test func storeIsDescribedWithoutItsPassword() async throws {
        let harness = try KMSHarness()
        let id = try await harness.createStore()
        #expect(id.hasPrefix("cks-") && id.count == 21)
        let entry = try await harness.describeStore(id)
        #expect(entry.customKeyStoreName == "store")
        #expect(entry.cloudHsmClusterId == "cluster-aaaaaaaaaaa")
        #expect(entry.trustAnchorCertificate == Certificates.one)
        #expect(entry.customKeyStoreType == .awsCloudhsm)
        #expect(entry.connectionState == .disconnected)
        #expect(entry.creationDate == harness.time.now())
        let row = try #require(
            try harness.store.row(KeyStoreRecord.kind, KeyStoreRecord.key(.standard, .standard, id)))
        #expect(!String(decoding: row.body, as: UTF8.self).contains(FakeTokens.pin))
    }

    @Test func storeIsFoundByNameAndListedInPages() async throws {
        let harness = try KMSHarness()
        let one = try await harness.createStore()
        let two = try await harness.createStore(
            harness.storeRequest("other", cluster: "cluster-ccccccccccc", anchor: Certificates.two))
        let named = try await harness.call(
            KMSOperations.describeCustomKeyStores, DescribeCustomKeyStoresRequest(customKeyStoreName: "other"))
        #expect(named.customKeyStores?.map(\.customKeyStoreId) == [two])
        var found: [String?] = []
        var marker: String?
        repeat {
            let page = try await harness.call(
                KMSOperations.describeCustomKeyStores, DescribeCustomKeyStoresRequest(limit: 1, marker: marker))
            found += (page.customKeyStores ?? []).map(\.customKeyStoreId)
            marker = page.nextMarker
            #expect(page.truncated == (marker != nil))
        } while marker != nil
        #expect(found == [one, two].sorted())
    }

    @Test(arguments: [
        (DescribeCustomKeyStoresRequest(customKeyStoreId: "cks-none"), "CustomKeyStoreNotFoundException"),
        (DescribeCustomKeyStoresRequest(customKeyStoreName: "none"), "CustomKeyStoreNotFoundException"),
        (DescribeCustomKeyStoresRequest(customKeyStoreId: "a", customKeyStoreName: "b"), "ValidationException"),
        (DescribeCustomKeyStoresRequest(marker: "forged"), "InvalidMarkerException"),
    ])
    func impossibleDescriptionIsRefused(_ request: DescribeCustomKeyStoresRequest, _ code: String) async throws {
        let harness = try KMSHarness()
        #expect(try await harness.refusal(KMSOperations.describeCustomKeyStores, request)?.code == code)
    }

    @Test func storeIsRefusedThatCannotBe() async throws {
        let harness = try KMSHarness()
        try await harness.createStore()
        let cases = [
            (harness.storeRequest(cluster: "cluster-bbbbbbbbbbb"), "CustomKeyStoreNameInUseException"),
            (harness.storeRequest("other"), "CloudHsmClusterInUseException"),
            (harness.storeRequest("other", cluster: "cluster-zzzzzzzzzzz"), "CloudHsmClusterNotFoundException"),
            (harness.storeRequest("other", anchor: "no certificate"), "IncorrectTrustAnchorException"),
            (harness.storeRequest("other", anchor: Certificates.two), "IncorrectTrustAnchorException"),
            (
                harness.storeRequest("other", anchor: Certificates.one + "\n" + Certificates.one),
                "IncorrectTrustAnchorException"
            ),
            (CreateCustomKeyStoreRequest(customKeyStoreName: "bare"), "ValidationException"),
        ]
        for (request, code) in cases {
            #expect(try await harness.refusal(KMSOperations.createCustomKeyStore, request)?.code == code)
        }
    }

    @Test(arguments: [
        (FakeCluster.State(pin: "another"), ConnectionErrorCodeType.invalidCredentials),
        (FakeCluster.State(isLocked: true), .userLockedOut), (FakeCluster.State(isAway: true), .networkErrors),
    ])
    func failedConnectionTellsWhyAndMustBeDisconnectedFirst(
        _ spoiled: FakeCluster.State, _ code: ConnectionErrorCodeType
    ) async throws {
        let harness = try KMSHarness()
        let store = try await harness.createStore()
        harness.tokens.first.state.withLock { $0 = spoiled }
        try await harness.connect(store)
        let failed = try await harness.describeStore(store)
        #expect(failed.connectionState == .failed)
        #expect(failed.connectionErrorCode == code)
        let again = ConnectCustomKeyStoreRequest(customKeyStoreId: store)
        #expect(
            try await harness.refusal(KMSOperations.connectCustomKeyStore, again)?.code
                == "CustomKeyStoreInvalidStateException")

        harness.tokens.first.state.withLock { $0 = FakeCluster.State() }
        try await harness.disconnect(store)
        #expect(try await harness.describeStore(store).connectionErrorCode == nil)
        try await harness.connect(store)
        #expect(try await harness.describeStore(store).connectionState == .connected)
    }

    @Test func stateDecidesWhatCanBeDone() async throws {
        let harness = try KMSHarness()
        let store = try await harness.createStore()
        let wrongState = "CustomKeyStoreInvalidStateException"
        let disconnect = DisconnectCustomKeyStoreRequest(customKeyStoreId: store)
        #expect(try await harness.refusal(KMSOperations.disconnectCustomKeyStore, disconnect)?.code == wrongState)
        #expect(
            try await harness.refusal(KMSOperations.createKey, harness.keyRequest(in: store))?.code == wrongState)
        let random = GenerateRandomRequest(numberOfBytes: 4, customKeyStoreId: store)
        #expect(try await harness.refusal(KMSOperations.generateRandom, random)?.code == wrongState)

        try await harness.connect(store)
        try await harness.connect(store)
        #expect(try await harness.call(KMSOperations.generateRandom, random).plaintext == [7, 7, 7, 7])
        let delete = DeleteCustomKeyStoreRequest(customKeyStoreId: store)
        #expect(try await harness.refusal(KMSOperations.deleteCustomKeyStore, delete)?.code == wrongState)
        let password = UpdateCustomKeyStoreRequest(customKeyStoreId: store, keyStorePassword: "another-pin")
        #expect(try await harness.refusal(KMSOperations.updateCustomKeyStore, password)?.code == wrongState)
        _ = try await harness.call(
            KMSOperations.updateCustomKeyStore,
            UpdateCustomKeyStoreRequest(customKeyStoreId: store, newCustomKeyStoreName: "renamed"))
        #expect(try await harness.describeStore(store).customKeyStoreName == "renamed")

        try await harness.disconnect(store)
        _ = try await harness.call(KMSOperations.deleteCustomKeyStore, delete)
        #expect(
            try await harness.refusal(KMSOperations.deleteCustomKeyStore, delete)?.code
                == "CustomKeyStoreNotFoundException")
    }

    @Test func updateTakesOnlyWhatBelongsToTheStore() async throws {
        let harness = try KMSHarness()
        let store = try await harness.createStore()
        let cases = [
            (UpdateCustomKeyStoreRequest(customKeyStoreId: store), "ValidationException"),
            (
                UpdateCustomKeyStoreRequest(customKeyStoreId: store, xksProxyUriEndpoint: "https://xks.test"),
                "ValidationException"
            ),
            (
                UpdateCustomKeyStoreRequest(customKeyStoreId: store, cloudHsmClusterId: "cluster-ccccccccccc"),
                "CloudHsmClusterNotRelatedException"
            ),
            (
                UpdateCustomKeyStoreRequest(customKeyStoreId: store, cloudHsmClusterId: "cluster-zzzzzzzzzzz"),
                "CloudHsmClusterNotFoundException"
            ),
            (
                UpdateCustomKeyStoreRequest(customKeyStoreId: "cks-none", newCustomKeyStoreName: "x"),
                "CustomKeyStoreNotFoundException"
            ),
        ]
        for (request, code) in cases {
            #expect(try await harness.refusal(KMSOperations.updateCustomKeyStore, request)?.code == code)
        }
    }

    @Test func strangerMayNotEvenDescribeStores() async throws {
        let harness = try KMSHarness()
        let refusal = try await harness.refusal(
            KMSOperations.describeCustomKeyStores, DescribeCustomKeyStoresRequest(), as: .user("stranger"))
        #expect(refusal?.code == "AccessDeniedException")
    }
}
