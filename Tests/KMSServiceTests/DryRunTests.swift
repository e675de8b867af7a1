import AWSProtocols
import KMSModel
import Testing

@testable import KMSService

/// Source: AWS KMS developer guide, "Testing your permissions".
@Suite struct DryRunTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    private static let dryRun = Refusal(
        code: "DryRunOperationException",
        message: "The request would have succeeded, but the DryRun option is set.")

    @Test func operationsWithDataKeysAnswerThatTheyWouldHaveSucceeded() async throws {
        let id = try await kms.createKey().keyId
        let sealed = try await kms.encrypt([1], under: id).ciphertextBlob
        let refusals = [
            try await kms.refusal(
                KMSOperations.reEncrypt,
                ReEncryptRequest(destinationKeyId: id, ciphertextBlob: sealed, dryRun: true)),
            try await kms.refusal(
                KMSOperations.generateDataKey,
                GenerateDataKeyRequest(keyId: id, keySpec: .aes256, dryRun: true)),
            try await kms.refusal(
                KMSOperations.generateDataKeyWithoutPlaintext,
                GenerateDataKeyWithoutPlaintextRequest(keyId: id, keySpec: .aes256, dryRun: true)),
            try await kms.refusal(
                KMSOperations.generateDataKeyPair,
                GenerateDataKeyPairRequest(keyId: id, keyPairSpec: .rsa4096, dryRun: true)),
            try await kms.refusal(
                KMSOperations.generateDataKeyPairWithoutPlaintext,
                GenerateDataKeyPairWithoutPlaintextRequest(keyId: id, keyPairSpec: .rsa4096, dryRun: true)),
        ]
        #expect(refusals == Array(repeating: Self.dryRun, count: 5))
    }

    @Test(arguments: [(KeyState.disabled, "DisabledException"), (.pendingDeletion, "KMSInvalidStateException")])
    func stateThatForbidsGrantsIsTold(_ state: KeyState, _ code: String) async throws {
        let request = CreateGrantRequest(
            keyId: try await kms.key(in: state).keyId, granteePrincipal: "arn:aws:iam::123456789012:role/app",
            operations: [.decrypt], dryRun: true)
        #expect(try await kms.refusal(KMSOperations.createGrant, request)?.code == code)
    }

    @Test func signaturesAndMacsAnswerThatTheyWouldHaveSucceeded() async throws {
        let signer = try await kms.createKey(CreateKeyRequest(keyUsage: .signVerify, keySpec: .eccNistP256)).keyId
        var signing = SignRequest(keyId: signer, message: [1], signingAlgorithm: .ecdsaSha256)
        let signature = try #require(try await kms.call(KMSOperations.sign, signing).signature)
        signing.dryRun = true
        #expect(try await kms.refusal(KMSOperations.sign, signing) == Self.dryRun)
        var verifying = VerifyRequest(
            keyId: signer, message: [1], signature: signature, signingAlgorithm: .ecdsaSha256, dryRun: true)
        #expect(try await kms.refusal(KMSOperations.verify, verifying) == Self.dryRun)
        verifying.message = [2]
        #expect(try await kms.refusal(KMSOperations.verify, verifying)?.code == "KMSInvalidSignatureException")

        let keyed = try await kms.createKey(CreateKeyRequest(keyUsage: .generateVerifyMac, keySpec: .hmac256)).keyId
        var making = GenerateMacRequest(message: [1], keyId: keyed, macAlgorithm: .hmacSha256)
        let mac = try #require(try await kms.call(KMSOperations.generateMac, making).mac)
        making.dryRun = true
        #expect(try await kms.refusal(KMSOperations.generateMac, making) == Self.dryRun)
        let checking = VerifyMacRequest(
            message: [1], keyId: keyed, macAlgorithm: .hmacSha256, mac: mac, dryRun: true)
        #expect(try await kms.refusal(KMSOperations.verifyMac, checking) == Self.dryRun)
    }

    @Test func whatIsNotAllowedIsRefusedInADryRunToo() async throws {
        let id = try await kms.createKey().keyId
        let input = GenerateDataKeyRequest(keyId: id, keySpec: .aes256, dryRun: true)
        let refusal = try await kms.refusal(KMSOperations.generateDataKey, input, as: .user("stranger"))
        #expect(refusal?.code == "AccessDeniedException")
        _ = try await kms.call(KMSOperations.disableKey, DisableKeyRequest(keyId: id))
        #expect(try await kms.refusal(KMSOperations.generateDataKey, input)?.code == "DisabledException")
    }
}
