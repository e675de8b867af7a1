import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Testing

@testable import KMSService

/// Keys whose material is in a token.
@Suite struct HeldKeyTests {
    let harness: KMSHarness
    let store: String
    let key: KeyMetadata

    init() async throws {
        harness = try KMSHarness()
        store = try await harness.connectedStore()
        key = try await harness.createKey(harness.keyRequest(in: store))
    }

    @Test func materialIsMadeInTheTokenAndNowhereElse() async throws {
        #expect(harness.tokens.first.labels == [key.keyId])
        #expect(try harness.record(of: key).materials.isEmpty)
        for metadata in [key, try await harness.describe(key.keyId)] {
            #expect(metadata.origin == .awsCloudhsm)
            #expect(metadata.customKeyStoreId == store)
            #expect(metadata.cloudHsmClusterId == "cluster-aaaaaaaaaaa")
            #expect(metadata.keyState == .enabled)
            #expect(metadata.currentKeyMaterialId == nil)
        }
    }

    @Test func whatTheTokenSealedItAloneOpens() async throws {
        let context = ["for": "tests"]
        let sealed = try #require(
            try await harness.encrypt([1, 2, 3], under: key.keyId, context: context).ciphertextBlob)
        #expect(try await harness.decrypt(sealed, context: context) == [1, 2, 3])
        await #expect(throws: AWSError.self) { try await harness.decrypt(sealed) }
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 1
            await #expect(throws: AWSError.self) { try await harness.decrypt(altered, context: context) }
        }
        await #expect(throws: AWSError.self) { try await harness.decrypt(Array(sealed.dropLast()), context: context) }
    }

    @Test func dataKeysAndReEncryptionGoThroughTheToken() async throws {
        let dataKey = try await harness.call(
            KMSOperations.generateDataKey, GenerateDataKeyRequest(keyId: key.keyId, keySpec: .aes256))
        #expect(dataKey.keyMaterialId == nil)
        #expect(try await harness.decrypt(dataKey.ciphertextBlob) == dataKey.plaintext)
        let other = try await harness.createKey()
        let moved = try await harness.call(
            KMSOperations.reEncrypt,
            ReEncryptRequest(destinationKeyId: other.keyId, ciphertextBlob: dataKey.ciphertextBlob))
        #expect(moved.sourceKeyMaterialId == nil)
        #expect(moved.destinationKeyMaterialId == other.currentKeyMaterialId)
        let back = try await harness.call(
            KMSOperations.reEncrypt, ReEncryptRequest(destinationKeyId: key.keyId, ciphertextBlob: moved.ciphertextBlob)
        )
        #expect(try await harness.decrypt(back.ciphertextBlob) == dataKey.plaintext)
    }

    @Test func keyPairsAreNotForHeldKeys() async throws {
        let id = key.keyId
        let refusals = [
            try await harness.refusal(
                KMSOperations.generateDataKeyPair, GenerateDataKeyPairRequest(keyId: id, keyPairSpec: .eccNistP256)),
            try await harness.refusal(
                KMSOperations.generateDataKeyPairWithoutPlaintext,
                GenerateDataKeyPairWithoutPlaintextRequest(keyId: id, keyPairSpec: .eccNistP256)),
        ]
        #expect(refusals.map(\.?.code) == Array(repeating: "UnsupportedOperationException", count: 2))
    }

    @Test func keyOfADisconnectedStoreIsUnavailable() async throws {
        let sealed = try await harness.encrypt([1], under: key.keyId).ciphertextBlob
        try await harness.disconnect(store)
        let described = try await harness.describe(key.keyId)
        #expect(described.keyState == .unavailable)
        #expect(described.enabled == false)
        let refusal = Refusal(
            code: "KMSInvalidStateException", message: "\(try #require(key.arn)) is unavailable.")
        #expect(
            try await harness.refusal(KMSOperations.encrypt, EncryptRequest(keyId: key.keyId, plaintext: [1]))
                == refusal)
        #expect(
            try await harness.refusal(KMSOperations.decrypt, DecryptRequest(ciphertextBlob: sealed)) == refusal)

        _ = try await harness.call(KMSOperations.disableKey, DisableKeyRequest(keyId: key.keyId))
        #expect(try await harness.describe(key.keyId).keyState == .unavailable)
        _ = try await harness.call(KMSOperations.enableKey, EnableKeyRequest(keyId: key.keyId))
        _ = try await harness.call(KMSOperations.scheduleKeyDeletion, ScheduleKeyDeletionRequest(keyId: key.keyId))
        #expect(try await harness.describe(key.keyId).keyState == .pendingDeletion)
        _ = try await harness.call(KMSOperations.cancelKeyDeletion, CancelKeyDeletionRequest(keyId: key.keyId))
        _ = try await harness.call(KMSOperations.enableKey, EnableKeyRequest(keyId: key.keyId))
        try await harness.connect(store)
        #expect(try await harness.decrypt(sealed) == [1])
    }

    @Test func tokenThatIsAwayFailsItsOwnKeysAloneAndIsUsedAgainOnceItIsBack() async throws {
        let sealed = try await harness.encrypt([1], under: key.keyId).ciphertextBlob
        harness.tokens.first.set(isAway: true)
        let refusal = try await harness.refusal(KMSOperations.decrypt, DecryptRequest(ciphertextBlob: sealed))
        #expect(refusal?.code == "KMSInvalidStateException")
        #expect(refusal?.message?.hasPrefix("KMS cannot communicate with your CloudHSM cluster.") == true)
        #expect(
            try await harness.refusal(KMSOperations.createKey, harness.keyRequest(in: store))?.code
                == "CloudHsmClusterInvalidConfigurationException")
        #expect(try await harness.describe(key.keyId).keyState == .enabled)
        let other = try await harness.createKey()
        _ = try await harness.encrypt([1], under: other.keyId)
        harness.tokens.first.set(isAway: false)
        #expect(try await harness.decrypt(sealed) == [1])
    }

    @Test func refusedPINIsNotTriedAtEveryCall() async throws {
        harness.tokens.first.set(isAway: true)
        harness.tokens.first.set(isAway: false)
        harness.tokens.first.state.withLock { $0.pin = "changed" }
        let before = harness.tokens.first.logins
        for _ in 0..<3 {
            let refusal = try await harness.refusal(
                KMSOperations.encrypt, EncryptRequest(keyId: key.keyId, plaintext: [1]))
            #expect(refusal?.code == "KMSInvalidStateException")
        }
        #expect(harness.tokens.first.logins == before + 1)
    }

    @Test func relatedClusterTakesTheKeysOver() async throws {
        let sealed = try await harness.encrypt([1], under: key.keyId).ciphertextBlob
        try await harness.disconnect(store)
        _ = try await harness.call(
            KMSOperations.updateCustomKeyStore,
            UpdateCustomKeyStoreRequest(customKeyStoreId: store, cloudHsmClusterId: "cluster-bbbbbbbbbbb"))
        harness.tokens.first.set(isAway: true)
        try await harness.connect(store)
        #expect(try await harness.decrypt(sealed) == [1])
        #expect(try await harness.describe(key.keyId).cloudHsmClusterId == "cluster-bbbbbbbbbbb")
    }

    @Test func connectionIsMadeAgainAfterARestart() async throws {
        let sealed = try #require(try await harness.encrypt([1], under: key.keyId).ciphertextBlob)
        let restarted = harness.kms.restarted(over: harness.store, tokens: harness.tokens)
        let held = try #require(
            try restarted.directory.key(KeyRecord.key(.standard, .standard, key.keyId))?.held)
        let opened = try await held.open(
            CiphertextBlob.parse(sealed), context: .empty, for: KeyOperation("Decrypt", in: harness.scope()))
        #expect(opened.copyBytes() == [1])
    }

    @Test func deletionDestroysTheMaterialInTheToken() async throws {
        try await harness.deleteAtOnce(key.keyId)
        #expect(harness.tokens.first.labels.isEmpty)
        try await harness.disconnect(store)
        _ = try await harness.call(
            KMSOperations.deleteCustomKeyStore, DeleteCustomKeyStoreRequest(customKeyStoreId: store))
    }

    @Test func storeWithKeysIsNotDeleted() async throws {
        try await harness.disconnect(store)
        let refusal = try await harness.refusal(
            KMSOperations.deleteCustomKeyStore, DeleteCustomKeyStoreRequest(customKeyStoreId: store))
        #expect(refusal?.code == "CustomKeyStoreHasCMKsException")
    }

    @Test func materialThatIsGoneFromTheTokenIsTold() async throws {
        harness.tokens.first.keys.byLabel.withLock { $0 = [:] }
        let refusal = try await harness.refusal(
            KMSOperations.encrypt, EncryptRequest(keyId: key.keyId, plaintext: [1]))
        #expect(refusal?.code == "KMSInvalidStateException")
    }

    @Test func neitherRotationNorImportIsForHeldKeys() async throws {
        let id = key.keyId
        let refusals = [
            try await harness.refusal(KMSOperations.enableKeyRotation, EnableKeyRotationRequest(keyId: id)),
            try await harness.refusal(KMSOperations.getKeyRotationStatus, GetKeyRotationStatusRequest(keyId: id)),
            try await harness.refusal(KMSOperations.rotateKeyOnDemand, RotateKeyOnDemandRequest(keyId: id)),
            try await harness.refusal(
                KMSOperations.getParametersForImport,
                GetParametersForImportRequest(
                    keyId: id, wrappingAlgorithm: .rsaesOaepSha256, wrappingKeySpec: .rsa2048)),
        ]
        #expect(refusals.map(\.?.code) == Array(repeating: "UnsupportedOperationException", count: 4))
    }

    @Test func onlySymmetricSingleRegionKeysGoIntoAStore() async throws {
        let cases = [
            (
                CreateKeyRequest(
                    keyUsage: .signVerify, keySpec: .rsa2048, origin: .awsCloudhsm, customKeyStoreId: store),
                "UnsupportedOperationException"
            ),
            (
                CreateKeyRequest(origin: .awsCloudhsm, customKeyStoreId: store, multiRegion: true),
                "UnsupportedOperationException"
            ),
            (CreateKeyRequest(customKeyStoreId: store), "ValidationException"),
            (CreateKeyRequest(origin: .awsCloudhsm), "ValidationException"),
            (
                CreateKeyRequest(origin: .awsCloudhsm, customKeyStoreId: store, xksKeyId: "key"),
                "ValidationException"
            ),
            (
                CreateKeyRequest(origin: .externalKeyStore, customKeyStoreId: store, xksKeyId: "key"),
                "ValidationException"
            ),
            (
                CreateKeyRequest(origin: .awsCloudhsm, customKeyStoreId: "cks-none"),
                "CustomKeyStoreNotFoundException"
            ),
        ]
        for (request, code) in cases {
            #expect(try await harness.refusal(KMSOperations.createKey, request)?.code == code)
        }
        #expect(harness.tokens.first.labels == [key.keyId])
    }
}
