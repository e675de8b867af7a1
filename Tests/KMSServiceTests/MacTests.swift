import AWSProtocols
import Essentials
import KMSModel
import Testing

@testable import KMSService

@Suite struct MacTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    @Test(arguments: [
        (KeySpec.hmac224, MacAlgorithmSpec.hmacSha224, 28), (.hmac256, .hmacSha256, 32), (.hmac384, .hmacSha384, 48),
        (.hmac512, .hmacSha512, 64),
    ])
    func macsVerifyAndAlteredOnesDoNot(spec: KeySpec, algorithm: MacAlgorithmSpec, length: Int) async throws {
        let key = try await kms.createKey(CreateKeyRequest(keyUsage: .generateVerifyMac, keySpec: spec))
        let made = try await kms.call(
            KMSOperations.generateMac,
            GenerateMacRequest(message: [1, 2, 3], keyId: key.keyId, macAlgorithm: algorithm))
        var mac = try #require(made.mac)
        #expect(mac.count == length)
        func verification() -> VerifyMacRequest {
            VerifyMacRequest(message: [1, 2, 3], keyId: key.keyId, macAlgorithm: algorithm, mac: mac)
        }
        #expect(try await kms.call(KMSOperations.verifyMac, verification()).macValid == true)
        mac[0] ^= 1
        #expect(
            try await kms.refusal(KMSOperations.verifyMac, verification())
                == Refusal(code: "KMSInvalidMacException", message: nil))
    }

    @Test func algorithmsOfOtherSpecsAreRefused() async throws {
        let key = try await kms.createKey(CreateKeyRequest(keyUsage: .generateVerifyMac, keySpec: .hmac256))
        let refusal = try await kms.refusal(
            KMSOperations.generateMac,
            GenerateMacRequest(message: [1], keyId: key.keyId, macAlgorithm: .hmacSha512))
        #expect(refusal?.code == "InvalidKeyUsageException")
    }
}

@Suite struct KeyAgreementTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    @Test(arguments: [KeySpec.eccNistP256, .eccNistP384, .eccNistP521])
    func bothSidesDeriveTheSameSecret(spec: KeySpec) async throws {
        let request = CreateKeyRequest(keyUsage: .keyAgreement, keySpec: spec)
        let (own, peer) = (try await kms.createKey(request), try await kms.createKey(request))
        func secret(_ key: KeyMetadata, with other: KeyMetadata) async throws -> [UInt8]? {
            let publicKey = try await kms.call(KMSOperations.getPublicKey, GetPublicKeyRequest(keyId: other.keyId))
            #expect(publicKey.keyAgreementAlgorithms == [.ecdh])
            let input = DeriveSharedSecretRequest(
                keyId: key.keyId, keyAgreementAlgorithm: .ecdh, publicKey: try #require(publicKey.publicKey))
            let answer = try await kms.call(KMSOperations.deriveSharedSecret, input)
            #expect(answer.keyOrigin == .awsKms)
            return answer.sharedSecret
        }
        let derived = try await secret(own, with: peer)
        #expect(try await secret(peer, with: own) == derived)
        #expect(derived?.isEmpty == false)
    }

    @Test func peersThatAreNoPublicKeyAreRefused() async throws {
        let key = try await kms.createKey(CreateKeyRequest(keyUsage: .keyAgreement, keySpec: .eccNistP256))
        let input = DeriveSharedSecretRequest(keyId: key.keyId, keyAgreementAlgorithm: .ecdh, publicKey: [1, 2])
        #expect(try await kms.refusal(KMSOperations.deriveSharedSecret, input)?.code == "ValidationException")
    }
}

@Suite struct DataKeyPairTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    @Test(arguments: [
        DataKeyPairSpec.rsa2048, .eccNistP256, .eccNistP384, .eccNistP521, .eccSecgP256k1, .eccNistEdwards25519,
    ])
    func theSealedPrivateKeyIsTheOneOfThePublicKey(spec: DataKeyPairSpec) async throws {
        let key = try await kms.createKey()
        let pair = try await kms.call(
            KMSOperations.generateDataKeyPair, GenerateDataKeyPairRequest(keyId: key.keyId, keyPairSpec: spec))
        #expect(pair.keyPairSpec == spec)
        #expect(pair.keyMaterialId == key.currentKeyMaterialId)
        #expect(try await kms.decrypt(pair.privateKeyCiphertextBlob) == pair.privateKeyPlaintext)
        let openSSL = try OpenSSLCommand()
        defer { openSSL.removeFiles() }
        let privateKey = try openSSL.file("private", try #require(pair.privateKeyPlaintext))
        #expect(
            try openSSL.run(
                "pkey", "-inform", "DER", "-in", privateKey, "-pubout", "-outform", "DER", "-out",
                openSSL.path("public")))
        #expect(try openSSL.content("public") == pair.publicKey)
    }

    @Test func pairsWithoutPlaintextDecryptToo() async throws {
        let key = try await kms.createKey()
        let pair = try await kms.call(
            KMSOperations.generateDataKeyPairWithoutPlaintext,
            GenerateDataKeyPairWithoutPlaintextRequest(keyId: key.keyId, keyPairSpec: .eccNistP256))
        #expect(try await kms.decrypt(pair.privateKeyCiphertextBlob)?.isEmpty == false)
    }

    @Test func specsThatAreMadeNowhereHereAreRefused() async throws {
        let key = try await kms.createKey()
        let input = GenerateDataKeyPairRequest(keyId: key.keyId, keyPairSpec: .sm2)
        #expect(
            try await kms.refusal(KMSOperations.generateDataKeyPair, input)?.code == "UnsupportedOperationException")
    }
}
