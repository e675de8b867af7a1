import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

@Suite struct DataKeyTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    @Test(arguments: [
        (DataKeySpec.aes128 as DataKeySpec?, nil as Int?, 16), (.aes256, nil, 32), (nil, 1, 1), (nil, 1024, 1024),
    ])
    func dataKeysHaveTheLengthAskedForAndDecrypt(spec: DataKeySpec?, bytes: Int?, length: Int) async throws {
        let key = try await kms.createKey()
        let made = try await kms.call(
            KMSOperations.generateDataKey,
            GenerateDataKeyRequest(
                keyId: key.keyId, encryptionContext: ["a": "b"], numberOfBytes: bytes, keySpec: spec))
        #expect(made.plaintext?.count == length)
        #expect(made.keyMaterialId == key.currentKeyMaterialId)
        let opened = try await kms.decrypt(made.ciphertextBlob, context: ["a": "b"])
        #expect(opened == made.plaintext)
    }

    @Test func dataKeysWithoutPlaintextDecryptToo() async throws {
        let key = try await kms.createKey()
        let made = try await kms.call(
            KMSOperations.generateDataKeyWithoutPlaintext,
            GenerateDataKeyWithoutPlaintextRequest(keyId: key.keyId, keySpec: .aes256))
        #expect(made.keyMaterialId == key.currentKeyMaterialId)
        #expect(try await kms.decrypt(made.ciphertextBlob)?.count == 32)
    }

    @Test(arguments: [(nil, nil), (.aes256, 32)] as [(DataKeySpec?, Int?)])
    func exactlyOneLengthMustBeGiven(spec: DataKeySpec?, bytes: Int?) async throws {
        let key = try await kms.createKey()
        let refusal = try await kms.refusal(
            KMSOperations.generateDataKey,
            GenerateDataKeyRequest(keyId: key.keyId, numberOfBytes: bytes, keySpec: spec))
        #expect(
            refusal
                == Refusal(
                    code: "ValidationException", message: "Please specify either number of bytes or key spec."))
    }

    @Test func recipientsAreRefusedAndGetNoPlaintext() async throws {
        let key = try await kms.createKey()
        let recipient = RecipientInfo(keyEncryptionAlgorithm: .rsaesOaepSha256, attestationDocument: [1, 2, 3])
        let refusal = try await kms.refusal(
            KMSOperations.generateDataKey,
            GenerateDataKeyRequest(keyId: key.keyId, keySpec: .aes256, recipient: recipient))
        #expect(refusal?.code == "ValidationException")
        #expect(
            try await kms.refusal(
                KMSOperations.generateRandom, GenerateRandomRequest(numberOfBytes: 8, recipient: recipient))?.code
                == "ValidationException")
    }

    @Test func randomBytesComeInTheNumberAskedFor() async throws {
        let first = try await kms.call(KMSOperations.generateRandom, GenerateRandomRequest(numberOfBytes: 64))
        let second = try await kms.call(KMSOperations.generateRandom, GenerateRandomRequest(numberOfBytes: 64))
        #expect(first.plaintext?.count == 64)
        #expect(first.plaintext != second.plaintext)
        #expect(
            try await kms.refusal(
                KMSOperations.generateRandom, GenerateRandomRequest(numberOfBytes: 8, customKeyStoreId: "cks-1"))?.code
                == "CustomKeyStoreNotFoundException")
        #expect(
            try await kms.refusal(KMSOperations.generateRandom, GenerateRandomRequest())?.code == "ValidationException")
    }

    @Test func reEncryptingMovesAPlaintextToAnotherKeyAndContext() async throws {
        let (old, new) = (try await kms.createKey(), try await kms.createKey())
        let sealed = try await kms.encrypt([1, 2, 3], under: old.keyId, context: ["a": "1"])
        let moved = try await kms.call(
            KMSOperations.reEncrypt,
            ReEncryptRequest(
                destinationKeyId: new.keyId, ciphertextBlob: sealed.ciphertextBlob,
                sourceEncryptionContext: ["a": "1"], destinationEncryptionContext: ["b": "2"]))
        #expect(moved.sourceKeyId == old.arn)
        #expect(moved.keyId == new.arn)
        #expect(moved.sourceKeyMaterialId == old.currentKeyMaterialId)
        #expect(moved.destinationKeyMaterialId == new.currentKeyMaterialId)
        #expect(try await kms.decrypt(moved.ciphertextBlob, context: ["b": "2"]) == [1, 2, 3])
    }

    @Test func reEncryptingAsksForBothKeysAndWhetherTheyAreTheSame() async throws {
        let (old, new) = (try await kms.createKey(), try await kms.createKey())
        let sealed = try await kms.encrypt([1], under: old.keyId)
        func attempt(to key: KeyMetadata, as caller: Caller) async throws -> String? {
            let input = ReEncryptRequest(destinationKeyId: key.keyId, ciphertextBlob: sealed.ciphertextBlob)
            return try await kms.refusal(KMSOperations.reEncrypt, input, as: caller)?.code
        }
        let reader = Caller.user("reader")
        try kms.identity.allow(reader, "kms:ReEncryptFrom")
        #expect(try await attempt(to: new, as: reader) == "AccessDeniedException")
        try kms.identity.allow(reader, "kms:ReEncryptTo")
        #expect(try await attempt(to: new, as: reader) == nil)
        let same = Caller.user("same")
        try kms.identity.give(
            same,
            """
            {"Effect":"Allow","Action":"kms:ReEncrypt*","Resource":"*","Condition":{"Bool":{
            "kms:ReEncryptOnSameKey":"true"}}}
            """)
        #expect(try await attempt(to: old, as: same) == nil)
        #expect(try await attempt(to: new, as: same) == "AccessDeniedException")
    }

    @Test func reEncryptingCrossesFromAsymmetricKeysToSymmetricOnesAndBack() async throws {
        let rsa = try await kms.createKey(CreateKeyRequest(keyUsage: .encryptDecrypt, keySpec: .rsa2048))
        let symmetric = try await kms.createKey()
        let sealed = try await kms.encrypt([1, 2], under: rsa.keyId, .rsaesOaepSha256)
        let inward = try await kms.call(
            KMSOperations.reEncrypt,
            ReEncryptRequest(
                destinationKeyId: symmetric.keyId, ciphertextBlob: sealed.ciphertextBlob, sourceKeyId: rsa.keyId,
                sourceEncryptionAlgorithm: .rsaesOaepSha256))
        #expect(inward.sourceKeyMaterialId == nil)
        #expect(inward.sourceEncryptionAlgorithm == .rsaesOaepSha256)
        #expect(inward.destinationEncryptionAlgorithm == .symmetricDefault)
        #expect(try await kms.decrypt(inward.ciphertextBlob) == [1, 2])
        let long = try await kms.encrypt([UInt8](repeating: 0, count: 191), under: symmetric.keyId)
        let outward = ReEncryptRequest(
            destinationKeyId: rsa.keyId, ciphertextBlob: long.ciphertextBlob,
            destinationEncryptionAlgorithm: .rsaesOaepSha256)
        #expect(try await kms.refusal(KMSOperations.reEncrypt, outward)?.code == "ValidationException")
    }
}
