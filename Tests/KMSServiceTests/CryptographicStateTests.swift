import AWSProtocols
import KMSModel
import Testing

@testable import KMSService

/// Source: AWS KMS developer guide, "Key states of AWS KMS keys", the table.
@Suite struct CryptographicStateTests {
    typealias Row = KeyStateTests.Row

    /// Operations of symmetric encryption keys. Each fails unless the key is enabled.
    static let encryption = [
        Row(
            KMSOperations.encrypt, .succeeds, .disabled, .pendingDeletion, .pendingImport,
            { EncryptRequest(keyId: $0, plaintext: [1]) }),
        Row(
            KMSOperations.generateDataKey, .succeeds, .disabled, .pendingDeletion, .pendingImport,
            { GenerateDataKeyRequest(keyId: $0, keySpec: .aes256) }),
        Row(
            KMSOperations.generateDataKeyWithoutPlaintext, .succeeds, .disabled, .pendingDeletion, .pendingImport,
            { GenerateDataKeyWithoutPlaintextRequest(keyId: $0, keySpec: .aes256) }),
        Row(
            KMSOperations.generateDataKeyPair, .succeeds, .disabled, .pendingDeletion, .pendingImport,
            { GenerateDataKeyPairRequest(keyId: $0, keyPairSpec: .eccNistP256) }),
        Row(
            KMSOperations.generateDataKeyPairWithoutPlaintext, .succeeds, .disabled, .pendingDeletion, .pendingImport,
            { GenerateDataKeyPairWithoutPlaintextRequest(keyId: $0, keyPairSpec: .eccNistP256) }),
        Row(
            KMSOperations.listKeyRotations, .succeeds, .succeeds, .succeeds, .succeeds,
            { ListKeyRotationsRequest(keyId: $0) }),
        Row(
            KMSOperations.rotateKeyOnDemand, .succeeds, .disabled, .pendingDeletion, .pendingImport,
            { RotateKeyOnDemandRequest(keyId: $0) }),
    ]

    @Test(arguments: encryption, [KeyState.enabled, .disabled, .pendingDeletion, .pendingImport])
    func stateDecidesWhetherAnOperationSucceeds(_ row: Row, _ state: KeyState) async throws {
        let kms = try KMSHarness()
        let key = try await kms.key(in: state)
        let refusal = try await row.attempt(kms, key.keyId)
        #expect(refusal == row.outcome(in: state).refusal(of: try #require(key.arn)))
    }

    static let rotation = [
        Row(
            KMSOperations.enableKeyRotation, .succeeds, .disabled, .pendingDeletion, .succeeds,
            { EnableKeyRotationRequest(keyId: $0) }),
        Row(
            KMSOperations.disableKeyRotation, .succeeds, .disabled, .pendingDeletion, .succeeds,
            { DisableKeyRotationRequest(keyId: $0) }),
        Row(
            KMSOperations.getKeyRotationStatus, .succeeds, .succeeds, .succeeds, .succeeds,
            { GetKeyRotationStatusRequest(keyId: $0) }),
    ]

    @Test(arguments: rotation, [KeyState.enabled, .disabled, .pendingDeletion])
    func stateDecidesWhetherRotationCanBeSet(_ row: Row, _ state: KeyState) async throws {
        let kms = try KMSHarness()
        let key = try await kms.key(in: state)
        let refusal = try await row.attempt(kms, key.keyId)
        #expect(refusal == row.outcome(in: state).refusal(of: try #require(key.arn)))
    }

    @Test(arguments: [KeyState.disabled, .pendingDeletion])
    func ciphertextsDoNotOpenUnlessTheKeyIsEnabled(_ state: KeyState) async throws {
        let kms = try KMSHarness()
        let (key, other) = (try await kms.createKey(), try await kms.createKey())
        let sealed = try await kms.encrypt([1], under: key.keyId)
        let arn = try #require(key.arn)
        let expected: KeyStateTests.Outcome
        if state == .disabled {
            _ = try await kms.call(KMSOperations.disableKey, DisableKeyRequest(keyId: key.keyId))
            expected = .disabled
        } else {
            _ = try await kms.call(
                KMSOperations.scheduleKeyDeletion, ScheduleKeyDeletionRequest(keyId: key.keyId))
            expected = .pendingDeletion
        }
        let opening = DecryptRequest(ciphertextBlob: sealed.ciphertextBlob)
        #expect(try await kms.refusal(KMSOperations.decrypt, opening) == expected.refusal(of: arn))
        let moving = ReEncryptRequest(destinationKeyId: other.keyId, ciphertextBlob: sealed.ciphertextBlob)
        #expect(try await kms.refusal(KMSOperations.reEncrypt, moving) == expected.refusal(of: arn))
    }

    @Test func publicKeysOfDisabledKeysAreGivenOut() async throws {
        let kms = try KMSHarness()
        let key = try await kms.createKey(CreateKeyRequest(keyUsage: .signVerify, keySpec: .eccNistP256))
        let asking = GetPublicKeyRequest(keyId: key.keyId)
        _ = try await kms.call(KMSOperations.disableKey, DisableKeyRequest(keyId: key.keyId))
        #expect(try await kms.refusal(KMSOperations.getPublicKey, asking) == nil)
        let signing = SignRequest(keyId: key.keyId, message: [1], signingAlgorithm: .ecdsaSha256)
        #expect(try await kms.refusal(KMSOperations.sign, signing)?.code == "DisabledException")
        _ = try await kms.call(KMSOperations.scheduleKeyDeletion, ScheduleKeyDeletionRequest(keyId: key.keyId))
        #expect(try await kms.refusal(KMSOperations.getPublicKey, asking)?.code == "KMSInvalidStateException")
    }
}
