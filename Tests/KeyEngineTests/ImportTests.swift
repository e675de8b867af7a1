import Essentials
import Testing

@testable import KeyEngine

struct ImportTests {
    private let random = TestRandom()

    /// RFC 5649 section 6.
    @Test(arguments: [
        (
            "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a",
            "c37b7e6492584340bed12207808941155068f738"
        ),
        ("afbeb0f07dfbf5419200f2ccb50bb24f", "466f7250617369"),
    ])
    func keyUnwrapMatchesRFC5649(wrapped: String, material: String) throws {
        let key = try #require(Hex.decode("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"))
        let unwrapped = try KeyWrapWithPadding.unwrap(#require(Hex.decode(wrapped)), with: SecretBytes(key))
        #expect(unwrapped.copyBytes() == Hex.decode(material))
    }

    @Test func alteredKeyWrapIsRefused() throws {
        let key = SecretBytes(try #require(Hex.decode("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8")))
        let wrapped = try #require(Hex.decode("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"))
        for bit in 0..<wrapped.count * 8 {
            var altered = wrapped
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: KeyEngineError.invalidWrappedMaterial) {
                try KeyWrapWithPadding.unwrap(altered, with: key)
            }
        }
        for count in 0..<wrapped.count {
            #expect(throws: KeyEngineError.invalidWrappedMaterial) {
                try KeyWrapWithPadding.unwrap(Array(wrapped.prefix(count)), with: key)
            }
        }
    }

    @Test(arguments: [
        (WrappingKeySpec.rsa2048, WrappingAlgorithm.rsaesOaepSha1), (.rsa3072, .rsaesOaepSha256),
    ])
    func oaepWrappedMaterialUnwraps(spec: WrappingKeySpec, algorithm: WrappingAlgorithm) throws {
        let pair = try WrappingKeyPair.generate(spec, random: random)
        let publicKey = try PublicKey(subjectPublicKeyInfo: pair.publicKey, spec: spec.keySpec)
        let material = SecretBytes(random.bytes(32))
        let encryption: EncryptionAlgorithm = algorithm == .rsaesOaepSha1 ? .rsaesOaepSha1 : .rsaesOaepSha256
        let wrapped = try publicKey.encrypt(material, algorithm: encryption)
        let restored = try WrappingKeyPair(spec: spec, pkcs8: pair.pkcs8)
        #expect(try restored.unwrap(wrapped, algorithm: algorithm) == material)
        for other in WrappingAlgorithm.allCases where other != algorithm && other.isSupported {
            #expect(throws: KeyEngineError.invalidWrappedMaterial) { try restored.unwrap(wrapped, algorithm: other) }
        }
    }

    /// As the KMS developer guide has the caller do it, with `openssl`.
    @Test(arguments: [WrappingAlgorithm.rsaAesKeyWrapSha1, .rsaAesKeyWrapSha256])
    func materialWrappedByOpenSSLUnwraps(algorithm: WrappingAlgorithm) throws {
        let openssl = try OpenSSLCommand()
        defer { openssl.remove() }
        let pair = try WrappingKeyPair.generate(.rsa2048, random: random)
        let material = try KeyMaterial.generate(.rsa2048, random: random)
        let aesKey = random.bytes(32)
        let wrapped = try openssl.file("wrapped")
        try openssl.run([
            "enc", "-id-aes256-wrap-pad", "-K", Hex.encode(aesKey), "-iv", "A65959A6", "-in",
            openssl.file("material", material.secret.copyBytes()), "-out", wrapped,
        ])
        let encryption: EncryptionAlgorithm = algorithm == .rsaAesKeyWrapSha1 ? .rsaesOaepSha1 : .rsaesOaepSha256
        let wrappedKey = try PublicKey(subjectPublicKeyInfo: pair.publicKey, spec: .rsa2048)
            .encrypt(SecretBytes(aesKey), algorithm: encryption)
        let message = try wrappedKey + openssl.read(wrapped)
        let unwrapped = try pair.unwrap(message, algorithm: algorithm)
        #expect(try KeyMaterial.importing(unwrapped, as: .rsa2048).secret == material.secret)
        for position in [0, 255, 256, message.count - 1] {
            var altered = message
            altered[position] ^= 1
            #expect(throws: KeyEngineError.invalidWrappedMaterial) { try pair.unwrap(altered, algorithm: algorithm) }
        }
    }

    @Test(arguments: [WrappingAlgorithm.rsaesPkcs1V15, .sm2pke])
    func withdrawnAlgorithmIsRefused(algorithm: WrappingAlgorithm) throws {
        let pair = try WrappingKeyPair.generate(.rsa2048, random: random)
        #expect(throws: KeyEngineError.unsupportedAlgorithm) {
            try pair.unwrap([UInt8](repeating: 0, count: 256), algorithm: algorithm)
        }
        #expect(throws: KeyEngineError.unsupportedKeySpec) { try WrappingKeyPair.generate(.sm2, random: random) }
    }

    @Test(arguments: [KeySpec.symmetricDefault, .hmac224, .hmac256, .hmac384, .hmac512])
    func plainMaterialHasExactlyItsLength(spec: KeySpec) throws {
        let length = try #require(spec.secretLength)
        #expect(throws: Never.self) { try KeyMaterial.importing(SecretBytes(random.bytes(length)), as: spec) }
        for wrong in [0, length - 1, length + 1] {
            #expect(throws: KeyEngineError.invalidKeyMaterial) {
                try KeyMaterial.importing(SecretBytes(random.bytes(wrong)), as: spec)
            }
        }
    }

    @Test(arguments: [KeySpec.rsa2048, .eccNistP256, .eccNistEdwards25519])
    func privateKeyWithAnythingAmissIsRefused(spec: KeySpec) throws {
        let der = try KeyMaterial.generate(spec, random: random).secret.copyBytes()
        #expect(try KeyMaterial.importing(SecretBytes(der), as: spec).secret.copyBytes() == der)
        for wrong in [[], der + [0], Array(der.dropLast()), Array(der.dropFirst())] {
            #expect(throws: KeyEngineError.invalidKeyMaterial) {
                try KeyMaterial.importing(SecretBytes(wrong), as: spec)
            }
        }
    }

    /// The private number of one key with the public point of another.
    @Test func inconsistentPairIsRefused() throws {
        let (first, second) = try (
            KeyMaterial.generate(.eccNistP256, random: random), KeyMaterial.generate(.eccNistP256, random: random)
        )
        let mixed = first.secret.copyBytes().dropLast(64) + second.secret.copyBytes().suffix(64)
        #expect(throws: KeyEngineError.invalidKeyMaterial) {
            try KeyMaterial.importing(SecretBytes(Array(mixed)), as: .eccNistP256)
        }
    }

    @Test func materialIDFollowsMaterialAndKey() throws {
        let bytes = random.bytes(32)
        let material = try KeyMaterial.importing(SecretBytes(bytes), as: .symmetricDefault)
        let again = try KeyMaterial.importing(SecretBytes(bytes), as: .symmetricDefault)
        let other = try KeyMaterial.generate(.symmetricDefault, random: random)
        #expect(try material.id(forKey: "k1") == again.id(forKey: "k1"))
        #expect(try material.id(forKey: "k1") != again.id(forKey: "k2"))
        #expect(try material.id(forKey: "k1") != other.id(forKey: "k1"))
        #expect(try KeyMaterialID(material.id(forKey: "k1").description) == material.id(forKey: "k1"))
    }
}
