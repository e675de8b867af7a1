import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Testing

@testable import KMSService

@Suite struct SignatureTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    struct Case: Sendable, CustomTestStringConvertible {
        let spec: KMSModel.KeySpec
        let algorithm: SigningAlgorithmSpec
        var testDescription: String { "\(spec.rawValue) \(algorithm.rawValue)" }
    }

    /// RSA's larger keys take long to make and differ in nothing but size.
    static let specs: [KeyEngine.KeySpec] = [
        .rsa2048, .eccNistP256, .eccNistP384, .eccNistP521, .eccSecgP256k1, .eccNistEdwards25519, .mlDsa44, .mlDsa65,
        .mlDsa87,
    ]

    static let cases: [Case] = specs.flatMap { spec in
        spec.signingAlgorithms.compactMap { algorithm in
            guard let spec = KMSModel.KeySpec(rawValue: spec.rawValue),
                let algorithm = SigningAlgorithmSpec(rawValue: algorithm.rawValue)
            else { return nil }
            return Case(spec: spec, algorithm: algorithm)
        }
    }

    private func signer(_ spec: KMSModel.KeySpec) async throws -> KeyMetadata {
        try await kms.createKey(CreateKeyRequest(keyUsage: .signVerify, keySpec: spec))
    }

    @Test(arguments: cases)
    func signaturesVerifyAndAlteredOnesDoNot(_ row: Case) async throws {
        let key = try await signer(row.spec)
        let isPrehashed = row.algorithm == .ed25519PhSha512
        let message = [UInt8](repeating: 3, count: 64)
        let type: KMSModel.MessageType? = isPrehashed ? .digest : nil
        let signed = try await kms.call(
            KMSOperations.sign,
            SignRequest(
                keyId: key.keyId, message: message, signingAlgorithm: row.algorithm, messageType: type))
        #expect(signed.keyId == key.arn)
        #expect(signed.signingAlgorithm == row.algorithm)
        var signature = try #require(signed.signature)
        func verification() -> VerifyRequest {
            VerifyRequest(
                keyId: key.keyId, message: message, signature: signature, signingAlgorithm: row.algorithm,
                messageType: type)
        }
        #expect(try await kms.call(KMSOperations.verify, verification()).signatureValid == true)
        signature[signature.count - 1] ^= 1
        #expect(
            try await kms.refusal(KMSOperations.verify, verification())
                == Refusal(code: "KMSInvalidSignatureException", message: nil))
    }

    @Test(arguments: [
        (KMSModel.KeySpec.rsa2048, SigningAlgorithmSpec.rsassaPkcs1V15Sha256, "-sha256", false),
        (.rsa2048, .rsassaPssSha384, "-sha384", true), (.eccNistP384, .ecdsaSha384, "-sha384", false),
        (.eccSecgP256k1, .ecdsaSha256, "-sha256", false),
    ])
    func openSSLAcceptsTheSignature(
        spec: KMSModel.KeySpec, algorithm: SigningAlgorithmSpec, digest: String, isPSS: Bool
    ) async throws {
        let key = try await signer(spec)
        let message = Array("signed by one, verified by another".utf8)
        let signed = try await kms.call(
            KMSOperations.sign, SignRequest(keyId: key.keyId, message: message, signingAlgorithm: algorithm))
        let publicKey = try await kms.call(KMSOperations.getPublicKey, GetPublicKeyRequest(keyId: key.keyId))
        #expect(publicKey.keySpec == spec)
        #expect(publicKey.keyUsage == .signVerify)
        #expect(publicKey.signingAlgorithms?.contains(algorithm) == true)
        #expect(publicKey.encryptionAlgorithms == nil)
        let openSSL = try OpenSSLCommand()
        defer { openSSL.removeFiles() }
        let files = (
            key: try openSSL.file("key", try #require(publicKey.publicKey)),
            signature: try openSSL.file("signature", try #require(signed.signature)),
            message: try openSSL.file("message", message)
        )
        let padding = isPSS ? "rsa_padding_mode:pss" : "rsa_padding_mode:pkcs1"
        let isValid =
            spec == .rsa2048
            ? try openSSL.run(
                "dgst", digest, "-sigopt", padding, "-keyform", "DER", "-verify", files.key, "-signature",
                files.signature, files.message)
            : try openSSL.run(
                "dgst", digest, "-keyform", "DER", "-verify", files.key, "-signature", files.signature, files.message)
        #expect(isValid)
    }

    @Test func digestsMustHaveTheAlgorithmsLength() async throws {
        let key = try await signer(.eccNistP256)
        let refusal = try await kms.refusal(
            KMSOperations.sign,
            SignRequest(
                keyId: key.keyId, message: [1, 2, 3], signingAlgorithm: .ecdsaSha256, messageType: .digest))
        #expect(
            refusal
                == Refusal(
                    code: "ValidationException", message: "Digest is invalid length for algorithm ECDSA_SHA_256."))
    }

    @Test(arguments: [
        (
            KMSModel.KeySpec.mlDsa44, SigningAlgorithmSpec.mlDsaShake256, KMSModel.MessageType.digest,
            "key spec ML_DSA_44"
        ),
        (.eccNistEdwards25519, .ed25519Sha512, .digest, "algorithm ED25519_SHA_512"),
        (.eccNistEdwards25519, .ed25519PhSha512, .raw, "algorithm ED25519_PH_SHA_512"),
        (.eccNistP256, .ecdsaSha256, .externalMu, "key spec ECC_NIST_P256"),
    ])
    func messageTypesThatTheAlgorithmDoesNotTakeAreRefused(
        spec: KMSModel.KeySpec, algorithm: SigningAlgorithmSpec, type: KMSModel.MessageType, what: String
    ) async throws {
        let key = try await signer(spec)
        let refusal = try await kms.refusal(
            KMSOperations.sign,
            SignRequest(
                keyId: key.keyId, message: [UInt8](repeating: 0, count: 64), signingAlgorithm: algorithm,
                messageType: type))
        let text = "Message type \(type.rawValue) is incompatible with \(what)."
        #expect(refusal == Refusal(code: "ValidationException", message: text))
    }

    @Test func algorithmsOfOtherSpecsAreRefused() async throws {
        let key = try await signer(.eccNistP256)
        let refusal = try await kms.refusal(
            KMSOperations.sign, SignRequest(keyId: key.keyId, message: [1], signingAlgorithm: .ecdsaSha384))
        let text = "Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256."
        #expect(refusal == Refusal(code: "InvalidKeyUsageException", message: text))
    }

    @Test func policiesSeeSigningAlgorithmAndMessageType() async throws {
        let key = try await signer(.eccNistP256)
        let caller = Caller.user("limited")
        try kms.identity.give(
            caller,
            """
            {"Effect":"Allow","Action":"kms:Sign","Resource":"*","Condition":{"StringEquals":{
            "kms:SigningAlgorithm":"ECDSA_SHA_256","kms:MessageType":"DIGEST"}}}
            """)
        func attempt(_ type: KMSModel.MessageType?) async throws -> String? {
            let message = [UInt8](repeating: 1, count: 32)
            let input = SignRequest(
                keyId: key.keyId, message: message, signingAlgorithm: .ecdsaSha256, messageType: type)
            return try await kms.refusal(KMSOperations.sign, input, as: caller)?.code
        }
        #expect(try await attempt(.digest) == nil)
        #expect(try await attempt(nil) == "AccessDeniedException")
    }

    @Test func symmetricKeysHaveNoPublicKey() async throws {
        let key = try await kms.createKey()
        let refusal = try await kms.refusal(KMSOperations.getPublicKey, GetPublicKeyRequest(keyId: key.keyId))
        #expect(refusal?.code == "UnsupportedOperationException")
    }
}
