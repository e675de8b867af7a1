import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

@Suite struct EncryptionTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    static let message = Array("attack at dawn".utf8)

    @Test func symmetricKeysDecryptWhatTheyEncrypted() async throws {
        let key = try await kms.createKey()
        let sealed = try await kms.encrypt(Self.message, under: key.keyId, context: ["a": "1", "b": "2"])
        #expect(sealed.keyId == key.arn)
        #expect(sealed.encryptionAlgorithm == .symmetricDefault)
        let opened = try await kms.call(
            KMSOperations.decrypt,
            DecryptRequest(ciphertextBlob: sealed.ciphertextBlob, encryptionContext: ["b": "2", "a": "1"]))
        #expect(opened.plaintext == Self.message)
        #expect(opened.keyId == key.arn)
        #expect(opened.keyMaterialId == key.currentKeyMaterialId)
        #expect(opened.encryptionAlgorithm == .symmetricDefault)
    }

    @Test(arguments: [nil, [:], ["a": "2"], ["A": "1"], ["a": "1", "b": "1"]] as [[String: String]?])
    func anotherEncryptionContextIsRefusedWithoutAText(context: [String: String]?) async throws {
        let key = try await kms.createKey()
        let sealed = try await kms.encrypt(Self.message, under: key.keyId, context: ["a": "1"])
        let refusal = try await kms.refusal(
            KMSOperations.decrypt,
            DecryptRequest(ciphertextBlob: sealed.ciphertextBlob, encryptionContext: context, keyId: key.keyId))
        #expect(refusal == Refusal(code: "InvalidCiphertextException", message: nil))
    }

    @Test func alteredCiphertextsAreRefusedWhereverTheyAreAltered() async throws {
        let key = try await kms.createKey()
        let blob = try #require(try await kms.encrypt(Self.message, under: key.keyId).ciphertextBlob)
        for position in blob.indices {
            var altered = blob
            altered[position] ^= 1
            let refusal = try await kms.refusal(
                KMSOperations.decrypt, DecryptRequest(ciphertextBlob: altered, keyId: key.keyId))
            let code = try #require(refusal?.code)
            // Where the altered byte is part of the key's name, the ciphertext is one of another key.
            #expect(["InvalidCiphertextException", "IncorrectKeyException"].contains(code))
            let unnamed = try await kms.refusal(KMSOperations.decrypt, DecryptRequest(ciphertextBlob: altered))
            #expect(["InvalidCiphertextException", "AccessDeniedException"].contains(try #require(unnamed?.code)))
        }
    }

    @Test func ciphertextsOfAnotherKeyAreRefusedByName() async throws {
        let (key, other) = (try await kms.createKey(), try await kms.createKey())
        let sealed = try await kms.encrypt(Self.message, under: key.keyId)
        let refusal = try await kms.refusal(
            KMSOperations.decrypt, DecryptRequest(ciphertextBlob: sealed.ciphertextBlob, keyId: other.keyId))
        #expect(
            refusal
                == Refusal(
                    code: "IncorrectKeyException",
                    message: "The key ID in the request does not identify a CMK that can perform this operation."))
    }

    @Test func whoMayNotDecryptDoesNotLearnWhetherTheKeyExists() async throws {
        let stranger = Caller.user("stranger")
        let key = try await kms.createKey()
        let sealed = try await kms.encrypt(Self.message, under: key.keyId)
        let input = DecryptRequest(ciphertextBlob: sealed.ciphertextBlob)
        let denied = try await kms.refusal(KMSOperations.decrypt, input, as: stranger)
        #expect(denied?.code == "AccessDeniedException")
        try await kms.deleteAtOnce(key.keyId)
        #expect(try await kms.refusal(KMSOperations.decrypt, input, as: stranger) == denied)
        let text = try #require(try await kms.refusal(KMSOperations.decrypt, input)?.message)
        #expect(text.contains("kms:Decrypt on the resource associated with this ciphertext"))
    }

    @Test(arguments: [
        (KeySpec.rsa2048, EncryptionAlgorithmSpec.rsaesOaepSha1, 214), (.rsa2048, .rsaesOaepSha256, 190),
    ])
    func rsaKeysDecryptWhatTheyEncryptedUpToTheirLimit(
        spec: KeySpec, algorithm: EncryptionAlgorithmSpec, limit: Int
    ) async throws {
        let key = try await kms.createKey(CreateKeyRequest(keyUsage: .encryptDecrypt, keySpec: spec))
        let message = [UInt8](repeating: 7, count: limit)
        let sealed = try await kms.encrypt(message, under: key.keyId, algorithm)
        let opened = try await kms.call(
            KMSOperations.decrypt,
            DecryptRequest(
                ciphertextBlob: sealed.ciphertextBlob, keyId: key.keyId, encryptionAlgorithm: algorithm))
        #expect(opened.plaintext == message)
        #expect(opened.keyMaterialId == nil)
        let refusal = try await kms.refusal(
            KMSOperations.encrypt,
            EncryptRequest(keyId: key.keyId, plaintext: message + [7], encryptionAlgorithm: algorithm))
        let text =
            "Algorithm \(algorithm.rawValue) and key spec RSA_2048 cannot encrypt data larger than \(limit) bytes."
        #expect(refusal == Refusal(code: "ValidationException", message: text))
    }

    @Test func algorithmsThatTheKeyDoesNotHaveAreRefused() async throws {
        let symmetric = try await kms.createKey()
        let rsa = try await kms.createKey(CreateKeyRequest(keyUsage: .encryptDecrypt, keySpec: .rsa2048))
        #expect(
            try await kms.refusal(KMSOperations.encrypt, EncryptRequest(keyId: rsa.keyId, plaintext: [1]))
                == Refusal(
                    code: "InvalidKeyUsageException",
                    message: "Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048."))
        #expect(
            try await kms.refusal(
                KMSOperations.encrypt,
                EncryptRequest(keyId: symmetric.keyId, plaintext: [1], encryptionAlgorithm: .rsaesOaepSha256))?.code
                == "InvalidKeyUsageException")
        #expect(
            try await kms.refusal(
                KMSOperations.encrypt,
                EncryptRequest(
                    keyId: rsa.keyId, plaintext: [1], encryptionContext: ["a": "b"],
                    encryptionAlgorithm: .rsaesOaepSha256))?.code == "ValidationException")
        #expect(
            try await kms.refusal(
                KMSOperations.generateDataKey, GenerateDataKeyRequest(keyId: rsa.keyId, keySpec: .aes256))?
                .code == "InvalidKeyUsageException")
    }

    @Test func keysOfAnotherUsageDoNotEncrypt() async throws {
        let key = try await kms.createKey(CreateKeyRequest(keyUsage: .signVerify, keySpec: .eccNistP256))
        let refusal = try await kms.refusal(KMSOperations.encrypt, EncryptRequest(keyId: key.keyId, plaintext: [1]))
        let text = "\(try #require(key.arn)) key usage is SIGN_VERIFY which is not valid for Encrypt."
        #expect(refusal == Refusal(code: "InvalidKeyUsageException", message: text))
    }

    @Test func aKeyIsFoundByEachOfItsNames() async throws {
        let key = try await kms.createKey()
        _ = try await kms.call(
            KMSOperations.createAlias, CreateAliasRequest(aliasName: "alias/app", targetKeyId: key.keyId))
        for name in [key.keyId, try #require(key.arn), "alias/app", "arn:aws:kms:us-east-1:123456789012:alias/app"] {
            let sealed = try await kms.encrypt(Self.message, under: name)
            let opened = try await kms.call(
                KMSOperations.decrypt, DecryptRequest(ciphertextBlob: sealed.ciphertextBlob, keyId: name))
            #expect(opened.plaintext == Self.message)
        }
    }

    /// Names of condition keys have no case, so that one policy means all of these pairs.
    @Test func pairDoesNotHideBehindOneThatDiffersInCaseAlone() async throws {
        let key = try await kms.createKey()
        let caller = Caller.user("limited")
        try kms.identity.allow(caller, "kms:Encrypt")
        try kms.identity.give(
            caller,
            #"""
            {"Effect":"Deny","Action":"kms:Encrypt","Resource":"*","Condition":
            {"StringEquals":{"kms:EncryptionContext:stage":"Restricted"}}}
            """#)
        for decoy in ["stage", "sTage", "stAge", "staGe", "stagE", "STage", "STAge", "STAGe", "STAGE"] {
            let input = EncryptRequest(
                keyId: key.keyId, plaintext: [1], encryptionContext: ["Stage": "Restricted", decoy: "Test"])
            let refusal = try await kms.refusal(KMSOperations.encrypt, input, as: caller)
            #expect(refusal?.code == "AccessDeniedException")
        }
    }

    @Test func policiesSeeEncryptionContextAndAlgorithm() async throws {
        let key = try await kms.createKey()
        let caller = Caller.user("limited")
        try kms.identity.give(
            caller,
            """
            {"Effect":"Allow","Action":"kms:Encrypt","Resource":"*","Condition":{"StringEquals":{
            "kms:EncryptionContext:team":"red","kms:EncryptionAlgorithm":"SYMMETRIC_DEFAULT"}}}
            """)
        func attempt(_ context: [String: String]?) async throws -> String? {
            let input = EncryptRequest(keyId: key.keyId, plaintext: [1], encryptionContext: context)
            return try await kms.refusal(KMSOperations.encrypt, input, as: caller)?.code
        }
        #expect(try await attempt(["team": "red"]) == nil)
        #expect(try await attempt(["team": "blue"]) == "AccessDeniedException")
        #expect(try await attempt(nil) == "AccessDeniedException")
    }

    @Test func aDryRunAnswersThatItWouldHaveSucceeded() async throws {
        let key = try await kms.createKey()
        let sealed = try await kms.encrypt(Self.message, under: key.keyId)
        let dryRun = Refusal(
            code: "DryRunOperationException",
            message: "The request would have succeeded, but the DryRun option is set.")
        #expect(
            try await kms.refusal(
                KMSOperations.encrypt, EncryptRequest(keyId: key.keyId, plaintext: [1], dryRun: true)) == dryRun)
        let good = DecryptRequest(ciphertextBlob: sealed.ciphertextBlob, dryRun: true)
        #expect(try await kms.refusal(KMSOperations.decrypt, good) == dryRun)
        let bad = DecryptRequest(ciphertextBlob: [1, 2, 3], keyId: key.keyId, dryRun: true)
        #expect(try await kms.refusal(KMSOperations.decrypt, bad)?.code == "InvalidCiphertextException")
        let ignoring = DecryptRequest(keyId: key.keyId, dryRun: true, dryRunModifiers: [.ignoreCiphertext])
        #expect(try await kms.refusal(KMSOperations.decrypt, ignoring) == dryRun)
        let unnamed = DecryptRequest(dryRun: true, dryRunModifiers: [.ignoreCiphertext])
        #expect(try await kms.refusal(KMSOperations.decrypt, unnamed)?.code == "ValidationException")
        #expect(
            try await kms.refusal(KMSOperations.decrypt, DecryptRequest(keyId: key.keyId))?.code
                == "ValidationException")
    }

    @Test func forgedGrantTokensAreRefused() async throws {
        let key = try await kms.createKey()
        let input = EncryptRequest(keyId: key.keyId, plaintext: [1], grantTokens: ["Zm9yZ2Vk"])
        #expect(try await kms.refusal(KMSOperations.encrypt, input)?.code == "InvalidGrantTokenException")
    }

    @Test func whatOpenSSLEncryptedToAPublicKeyDecrypts() async throws {
        let key = try await kms.createKey(CreateKeyRequest(keyUsage: .encryptDecrypt, keySpec: .rsa2048))
        let publicKey = try await kms.call(KMSOperations.getPublicKey, GetPublicKeyRequest(keyId: key.keyId))
        #expect(publicKey.encryptionAlgorithms == [.rsaesOaepSha1, .rsaesOaepSha256])
        let openSSL = try OpenSSLCommand()
        defer { openSSL.removeFiles() }
        try openSSL.run(
            "pkeyutl", "-encrypt", "-pubin", "-keyform", "DER", "-inkey",
            try openSSL.file("key", try #require(publicKey.publicKey)), "-pkeyopt", "rsa_padding_mode:oaep",
            "-pkeyopt", "rsa_oaep_md:sha256", "-in", try openSSL.file("plaintext", Self.message), "-out",
            openSSL.path("ciphertext"))
        let input = DecryptRequest(
            ciphertextBlob: try openSSL.content("ciphertext"), keyId: key.keyId, encryptionAlgorithm: .rsaesOaepSha256)
        #expect(try await kms.call(KMSOperations.decrypt, input).plaintext == Self.message)
    }

    @Test func multiRegionKeysAreFoundByTheirCiphertexts() async throws {
        let key = try await kms.createKey(CreateKeyRequest(multiRegion: true))
        let sealed = try await kms.encrypt(Self.message, under: key.keyId)
        #expect(try await kms.decrypt(sealed.ciphertextBlob) == Self.message)
    }

    @Test func ciphertextsOfAnotherRegionAreOutOfReach() async throws {
        let key = try await kms.createKey()
        let sealed = try await kms.encrypt(Self.message, under: key.keyId)
        let elsewhere = try #require(Region("eu-west-1"))
        let refusal = try await kms.refusal(
            KMSOperations.decrypt, DecryptRequest(ciphertextBlob: sealed.ciphertextBlob), in: elsewhere)
        #expect(refusal?.code == "AccessDeniedException")
    }

    @Test func grantsGiveCryptographicOperationsWithinTheirEncryptionContext() async throws {
        let key = try await kms.createKey()
        let grantee = Caller.user("grantee")
        _ = try await kms.call(
            KMSOperations.createGrant,
            CreateGrantRequest(
                keyId: key.keyId, granteePrincipal: grantee.arn, operations: [.decrypt, .generateDataKey],
                constraints: GrantConstraints(encryptionContextSubset: ["team": "red"])))
        let sealed = try await kms.encrypt(Self.message, under: key.keyId, context: ["team": "red", "a": "b"])
        func attempt(_ context: [String: String]) async throws -> String? {
            let input = DecryptRequest(ciphertextBlob: sealed.ciphertextBlob, encryptionContext: context)
            return try await kms.refusal(KMSOperations.decrypt, input, as: grantee)?.code
        }
        #expect(try await attempt(["team": "red", "a": "b"]) == nil)
        #expect(try await attempt(["team": "blue"]) == "AccessDeniedException")
        let encrypting = EncryptRequest(keyId: key.keyId, plaintext: [1], encryptionContext: ["team": "red"])
        #expect(try await kms.refusal(KMSOperations.encrypt, encrypting, as: grantee)?.code == "AccessDeniedException")
    }
}
