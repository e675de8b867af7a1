import Testing

@testable import KeyEngine

struct EncryptionTests {
    private let random = TestRandom()

    /// AWS KMS API reference, Encrypt: the longest plaintexts.
    @Test(arguments: [
        (KeySpec.symmetricDefault, EncryptionAlgorithm.symmetricDefault, 4096),
        (.rsa2048, .rsaesOaepSha1, 214), (.rsa2048, .rsaesOaepSha256, 190),
        (.rsa3072, .rsaesOaepSha1, 342), (.rsa3072, .rsaesOaepSha256, 318),
        (.rsa4096, .rsaesOaepSha1, 470), (.rsa4096, .rsaesOaepSha256, 446),
    ])
    func maximumPlaintextIsAWSs(spec: KeySpec, algorithm: EncryptionAlgorithm, length: Int) {
        #expect(spec.maximumPlaintext(for: algorithm) == length)
    }

    @Test(arguments: [EncryptionAlgorithm.rsaesOaepSha1, .rsaesOaepSha256])
    func plaintextsUpToTheMaximumDecrypt(algorithm: EncryptionAlgorithm) throws {
        let key = try PrivateKey(.generate(.rsa2048, random: random))
        let maximum = try #require(KeySpec.rsa2048.maximumPlaintext(for: algorithm))
        for length in [0, 1, maximum] {
            let plaintext = SecretBytes(random.bytes(length))
            let ciphertext = try key.publicKey.encrypt(plaintext, algorithm: algorithm)
            #expect(try key.decrypt(ciphertext, algorithm: algorithm) == plaintext)
        }
        #expect(throws: KeyEngineError.messageTooLong) {
            try key.publicKey.encrypt(SecretBytes(random.bytes(maximum + 1)), algorithm: algorithm)
        }
    }

    @Test func alteredCiphertextIsRefused() throws {
        let key = try PrivateKey(.generate(.rsa2048, random: random))
        let ciphertext = try key.publicKey.encrypt(SecretBytes([1, 2, 3]), algorithm: .rsaesOaepSha256)
        var altered = ciphertext
        altered[100] ^= 1
        let wrong = [[], altered, ciphertext + [0], Array(ciphertext.dropLast()), [UInt8](repeating: 255, count: 256)]
        for wrong in wrong {
            #expect(throws: KeyEngineError.invalidCiphertext) {
                try key.decrypt(wrong, algorithm: .rsaesOaepSha256)
            }
        }
        #expect(throws: KeyEngineError.invalidCiphertext) { try key.decrypt(ciphertext, algorithm: .rsaesOaepSha1) }
    }

    @Test func keysThatDoNotEncryptRefuse() throws {
        let key = try PrivateKey(.generate(.eccNistP256, random: random))
        #expect(throws: KeyEngineError.unsupportedAlgorithm) {
            try key.publicKey.encrypt(SecretBytes([1]), algorithm: .rsaesOaepSha256)
        }
        #expect(throws: KeyEngineError.unsupportedAlgorithm) { try key.decrypt([1], algorithm: .rsaesOaepSha256) }
    }

    @Test func peerOnAnotherCurveIsRefused() throws {
        let key = try PrivateKey(.generate(.eccNistP256, random: random))
        for spec in [KeySpec.eccNistP384, .eccSecgP256k1, .rsa2048, .eccNistEdwards25519] {
            let peer = try KeyMaterial.generate(spec, random: random).publicKey()
            #expect(throws: KeyEngineError.invalidPublicKey) { try key.sharedSecret(withPeer: peer) }
        }
    }

    @Test func peerOffTheCurveIsRefused() throws {
        let key = try PrivateKey(.generate(.eccNistP256, random: random))
        var peer = key.publicKey.subjectPublicKeyInfo
        peer[peer.count - 1] ^= 1
        #expect(throws: KeyEngineError.invalidPublicKey) { try key.sharedSecret(withPeer: peer) }
        #expect(throws: KeyEngineError.invalidPublicKey) {
            try key.sharedSecret(withPeer: key.publicKey.subjectPublicKeyInfo + [0])
        }
    }

    @Test func curveOfSignaturesOnlyDerivesNothing() throws {
        let key = try PrivateKey(.generate(.eccSecgP256k1, random: random))
        #expect(throws: KeyEngineError.unsupportedAlgorithm) {
            try key.sharedSecret(withPeer: key.publicKey.subjectPublicKeyInfo)
        }
    }
}
