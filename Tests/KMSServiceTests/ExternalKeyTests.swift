import Essentials
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

/// Keys whose other half is behind an external key store proxy.
@Suite struct ExternalKeyTests {
    let harness: KMSHarness
    let store: String
    let key: KeyMetadata

    init() async throws {
        harness = try KMSHarness()
        store = try await harness.connectedExternalStore()
        key = try await harness.createExternalKey(in: store)
    }

    private func metadata() throws -> JSON.Object {
        try #require(harness.proxy.asked.last?.body["requestMetadata"]?.object)
    }

    @Test func keyIsDescribedWithItsExternalKey() async throws {
        for metadata in [key, try await harness.describe(key.keyId)] {
            #expect(metadata.origin == .externalKeyStore)
            #expect(metadata.customKeyStoreId == store)
            #expect(metadata.xksKeyConfiguration?.id == "key-1")
            #expect(metadata.keyState == .enabled)
            #expect(metadata.cloudHsmClusterId == nil && metadata.currentKeyMaterialId == nil)
        }
        #expect(harness.proxy.asked.last?.target == "/kms/xks/v1/keys/key-1/metadata")
        let metadata = try metadata()
        #expect(metadata.names == ["awsPrincipalArn", "kmsOperation", "kmsRequestId"])
        #expect(metadata["awsPrincipalArn"] == .string(Caller.admin.arn))
        #expect(metadata["kmsOperation"] == "CreateKey")
    }

    @Test(arguments: [[], [7], Array(repeating: 9, count: 20)])
    func bothLayersAreNeededToOpenWhatBothHaveSealed(metadata: [UInt8]) async throws {
        harness.proxy.set { $0.metadata = metadata }
        let context = ["for": "tests"]
        let plaintext = [UInt8](repeating: 5, count: 4096)
        let sealed = try #require(
            try await harness.encrypt(plaintext, under: key.keyId, context: context).ciphertextBlob)
        let sent = try #require(harness.proxy.asked.last)
        #expect(sent.target == "/kms/xks/v1/keys/key-1/encrypt")
        #expect(sent.body["encryptionAlgorithm"] == "AES_GCM")
        #expect(sent.body["ciphertextDataIntegrityValueAlgorithm"] == "SHA_256")
        let inner = try #require(sent.body.bytes("plaintext"))
        #expect(inner.count == 4140 && !inner.contains(plaintext.prefix(16)))
        #expect(try self.metadata()["kmsKeyArn"] == key.arn.map(JSON.string))
        #expect(try self.metadata()["kmsOperation"] == "Encrypt")

        #expect(try await harness.decrypt(sealed, context: context) == plaintext)
        #expect(try self.metadata()["kmsOperation"] == "Decrypt")
        let wrong = try await harness.refusal(
            KMSOperations.decrypt, DecryptRequest(ciphertextBlob: sealed, encryptionContext: ["for": "others"]))
        #expect(wrong?.code == "KMSInvalidStateException")
        #expect(wrong?.message == ProxyFailure.invalidCiphertext.message)
    }

    @Test func everyAlteredCiphertextIsRefused() async throws {
        harness.proxy.set { $0.metadata = [1, 2, 3] }
        let sealed = try #require(try await harness.encrypt([1, 2, 3], under: key.keyId).ciphertextBlob)
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 1
            let refusal = try await harness.refusal(KMSOperations.decrypt, DecryptRequest(ciphertextBlob: altered))
            #expect(refusal != nil, "byte \(index)")
        }
        for bytes in [Array(sealed.dropLast()), sealed + [0]] {
            #expect(try await harness.refusal(KMSOperations.decrypt, DecryptRequest(ciphertextBlob: bytes)) != nil)
        }
    }

    @Test func dataKeysAndReEncryptionGoThroughTheProxy() async throws {
        let dataKey = try await harness.call(
            KMSOperations.generateDataKey, GenerateDataKeyRequest(keyId: key.keyId, keySpec: .aes256))
        #expect(try metadata()["kmsOperation"] == "GenerateDataKey")
        #expect(dataKey.keyMaterialId == nil)
        #expect(try await harness.decrypt(dataKey.ciphertextBlob) == dataKey.plaintext)
        let hidden = try await harness.call(
            KMSOperations.generateDataKeyWithoutPlaintext,
            GenerateDataKeyWithoutPlaintextRequest(keyId: key.keyId, keySpec: .aes256))
        #expect(try await harness.decrypt(hidden.ciphertextBlob)?.count == 32)
        let other = try await harness.createExternalKey(in: store, "key-2")
        let moved = try await harness.call(
            KMSOperations.reEncrypt,
            ReEncryptRequest(destinationKeyId: other.keyId, ciphertextBlob: dataKey.ciphertextBlob))
        let asked = harness.proxy.asked.suffix(2)
        #expect(asked.map(\.target) == ["/kms/xks/v1/keys/key-1/decrypt", "/kms/xks/v1/keys/key-2/encrypt"])
        #expect(asked.allSatisfy { $0.body["requestMetadata"]?["kmsOperation"] == "ReEncrypt" })
        #expect(try await harness.decrypt(moved.ciphertextBlob) == dataKey.plaintext)
    }

    @Test func callerIsNamedAsPoliciesNameThem() async throws {
        let session = Caller.session(of: "Reader")
        try harness.identity.allow(session, "kms:Encrypt")
        _ = try await harness.call(
            KMSOperations.encrypt, EncryptRequest(keyId: key.keyId, plaintext: [1]), as: session)
        #expect(try metadata()["awsPrincipalArn"] == "arn:aws:iam::123456789012:role/Reader")
    }

    @Test func keyOfADisconnectedStoreIsUnavailable() async throws {
        try await harness.disconnect(store)
        let asked = harness.proxy.asked.count
        let described = try await harness.describe(key.keyId)
        #expect(described.keyState == .unavailable && described.enabled == false)
        let refusal = try await harness.refusal(
            KMSOperations.encrypt, EncryptRequest(keyId: key.keyId, plaintext: [1]))
        #expect(refusal?.code == "KMSInvalidStateException")
        #expect(
            refusal?.message
                == "This KMS key is in a custom key store that is not connected to its external key store proxy. "
                + "Connect the external key store and try the request again.")
        #expect(
            try await harness.refusal(KMSOperations.createKey, harness.externalKeyRequest(in: store, "key-2"))?.code
                == "CustomKeyStoreInvalidStateException")
        #expect(harness.proxy.asked.count == asked)
    }

    @Test func externalKeyIsOneKeysInItsStore() async throws {
        let again = harness.externalKeyRequest(in: store)
        #expect(try await harness.refusal(KMSOperations.createKey, again)?.code == "XksKeyAlreadyInUseException")
        let other = try await harness.createStore(harness.externalStoreRequest("other", path: "/b/kms/xks/v1"))
        try await harness.connect(other)
        _ = try await harness.createExternalKey(in: other)
        try await harness.deleteAtOnce(key.keyId)
        _ = try await harness.createExternalKey(in: store)
    }

    @Test func onlyAFittingExternalKeyIsTaken() async throws {
        let unknown = harness.externalKeyRequest(in: store, "key-9")
        #expect(try await harness.refusal(KMSOperations.createKey, unknown)?.code == "XksKeyNotFoundException")
        let cases: [(String, JSON, String)] = [
            ("keySpec", "AES_128", "The key spec of specified external key is AES_128."),
            ("keyStatus", "DISABLED", "The status of specified external key is DISABLED."),
            ("keyUsage", ["DECRYPT", "SIGN"], "The key use of specified external key is DECRYPT, SIGN."),
        ]
        for (name, value, text) in cases {
            harness.proxy.answer { _, answer in answer.with(name, value) }
            let refusal = try await harness.refusal(
                KMSOperations.createKey, harness.externalKeyRequest(in: store, "key-2"))
            #expect(refusal?.code == "XksKeyInvalidConfigurationException")
            #expect(refusal?.message?.hasSuffix(text) == true)
        }
    }

    @Test func keyIsRefusedThatIsOfNoOrAnotherStore() async throws {
        let cases = [
            (harness.externalKeyRequest(in: store, nil), "ValidationException"),
            (CreateKeyRequest(origin: .externalKeyStore, xksKeyId: "key-2"), "ValidationException"),
            (CreateKeyRequest(xksKeyId: "key-2"), "ValidationException"),
            (CreateKeyRequest(origin: .awsCloudhsm, customKeyStoreId: store), "ValidationException"),
            (
                CreateKeyRequest(
                    origin: .externalKeyStore, customKeyStoreId: store, multiRegion: true, xksKeyId: "key-2"),
                "UnsupportedOperationException"
            ),
        ]
        for (request, code) in cases {
            #expect(try await harness.refusal(KMSOperations.createKey, request)?.code == code)
        }
    }

    @Test func deletionLeavesTheExternalKey() async throws {
        try await harness.deleteAtOnce(key.keyId)
        #expect(harness.proxy.state.withLock { $0.keys.keys.contains("key-1") })
    }
}
