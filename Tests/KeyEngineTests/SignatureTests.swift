import Essentials
import Testing

@testable import KeyEngine

struct SignatureTests {
    private let random = TestRandom()
    private let message = Array("The quick brown fox".utf8)

    static let specs: [KeySpec] = [
        .rsa2048, .eccNistP256, .eccNistP384, .eccNistP521, .eccSecgP256k1, .eccNistEdwards25519,
        .mlDsa44, .mlDsa65, .mlDsa87,
    ]

    @Test(arguments: specs)
    func everyAlgorithmAndMessageTypeVerifies(spec: KeySpec) throws {
        let key = try PrivateKey(.generate(spec, random: random))
        let publicKey = try PublicKey(subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo, spec: spec)
        for algorithm in spec.signingAlgorithms {
            for type in algorithm.messageTypes {
                let message = message(for: algorithm, type)
                let signature = try key.sign(message, type: type, algorithm: algorithm)
                try publicKey.verify(signature, of: message, type: type, algorithm: algorithm)
                try expectOthersRefused(signature, message, type, algorithm, by: publicKey)
            }
        }
    }

    private func message(for algorithm: SigningAlgorithm, _ type: MessageType) -> [UInt8] {
        switch type {
        case .raw: message
        case .digest: random.bytes(algorithm.digestLength ?? 0)
        case .externalMu: random.bytes(64)
        }
    }

    private func expectOthersRefused(
        _ signature: [UInt8], _ message: [UInt8], _ type: MessageType, _ algorithm: SigningAlgorithm,
        by key: PublicKey
    ) throws {
        var otherMessage = message
        otherMessage[0] ^= 1
        #expect(throws: KeyEngineError.invalidSignature) {
            try key.verify(signature, of: otherMessage, type: type, algorithm: algorithm)
        }
        for position in [0, signature.count / 2, signature.count - 1] {
            var altered = signature
            altered[position] ^= 0x40
            #expect(throws: KeyEngineError.invalidSignature) {
                try key.verify(altered, of: message, type: type, algorithm: algorithm)
            }
        }
        for other in [[], signature + [0], Array(signature.dropLast())] {
            #expect(throws: KeyEngineError.invalidSignature) {
                try key.verify(other, of: message, type: type, algorithm: algorithm)
            }
        }
    }

    @Test(arguments: specs)
    func rawAndDigestAgree(spec: KeySpec) throws {
        let key = try PrivateKey(.generate(spec, random: random))
        for algorithm in spec.signingAlgorithms {
            guard let digest = algorithm.messageDigest else { continue }
            let signature = try key.sign(message, type: .raw, algorithm: algorithm)
            try key.publicKey.verify(signature, of: digest.hash(message), type: .digest, algorithm: algorithm)
        }
    }

    @Test(arguments: specs)
    func digestOfAnotherLengthIsRefused(spec: KeySpec) throws {
        let key = try PrivateKey(.generate(spec, random: random))
        for algorithm in spec.signingAlgorithms where algorithm.messageTypes.contains(.digest) {
            let length = try #require(algorithm.digestLength)
            for wrong in [0, length - 1, length + 1] {
                #expect(throws: KeyEngineError.invalidDigestLength) {
                    try key.sign(random.bytes(wrong), type: .digest, algorithm: algorithm)
                }
            }
        }
    }

    @Test(arguments: specs)
    func algorithmsOfOtherSpecsAreRefused(spec: KeySpec) throws {
        let key = try PrivateKey(.generate(spec, random: random))
        for algorithm in SigningAlgorithm.allCases where !spec.signingAlgorithms.contains(algorithm) {
            #expect(throws: KeyEngineError.unsupportedAlgorithm) {
                try key.sign(message, type: .raw, algorithm: algorithm)
            }
        }
    }

    @Test func messageBeyondTheLimitIsRefused() throws {
        let key = try PrivateKey(.generate(.eccNistP256, random: random))
        #expect(throws: Never.self) { try key.sign(random.bytes(4096), type: .raw, algorithm: .ecdsaSha256) }
        #expect(throws: KeyEngineError.messageTooLong) {
            try key.sign(random.bytes(4097), type: .raw, algorithm: .ecdsaSha256)
        }
    }

    @Test func edwardsKeyTakesTheMessageTypesOfItsAlgorithmsOnly() throws {
        let key = try PrivateKey(.generate(.eccNistEdwards25519, random: random))
        #expect(throws: KeyEngineError.unsupportedMessageType) {
            try key.sign(random.bytes(64), type: .digest, algorithm: .ed25519Sha512)
        }
        #expect(throws: KeyEngineError.unsupportedMessageType) {
            try key.sign(random.bytes(64), type: .raw, algorithm: .ed25519PhSha512)
        }
    }

    /// RFC 8032 section 7.1.
    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                + "d25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                + "387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                + "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ])
    func ed25519MatchesRFC8032(seed: String, publicKey: String, message: String, signature: String) throws {
        let der = try #require(Hex.decode("302e020100300506032b657004220420" + seed))
        let key = try PrivateKey(.importing(SecretBytes(der), as: .eccNistEdwards25519))
        #expect(key.publicKey.subjectPublicKeyInfo == Hex.decode("302a300506032b6570032100" + publicKey))
        let signed = try key.sign(#require(Hex.decode(message)), type: .raw, algorithm: .ed25519Sha512)
        #expect(signed == Hex.decode(signature))
    }

    /// RFC 8032 section 7.3.
    @Test func ed25519phMatchesRFC8032() throws {
        let seed = "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"
        let der = try #require(Hex.decode("302e020100300506032b657004220420" + seed))
        let key = try PrivateKeyForm.parse(SecretBytes(der), of: .eccNistEdwards25519)
        let signature = try PrehashedEdwardsSignature.sign(Array("abc".utf8), with: key)
        let expected =
            "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41"
            + "31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406"
        #expect(Hex.encode(signature) == expected)
        #expect(try PrehashedEdwardsSignature.isValid(signature, for: Array("abc".utf8), by: key))
    }

    /// RFC 6979 appendix A.2.5: P-256 with SHA-256 over "sample" and "test".
    @Test(arguments: [
        (
            "sample", "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        ),
        (
            "test", "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
            "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
        ),
    ])
    func ecdsaVectorOfRFC6979Verifies(message: String, r: String, s: String) throws {
        let point =
            "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
            + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
        let der = try #require(Hex.decode("3059301306072a8648ce3d020106082a8648ce3d03010703420004" + point))
        let key = try PublicKey(subjectPublicKeyInfo: der, spec: .eccNistP256)
        let numbers = try [r, s].flatMap { number in
            let bytes = try #require(Hex.decode(number))
            let padded = bytes[0] < 0x80 ? bytes : [0] + bytes
            return [0x02, UInt8(padded.count)] + padded
        }
        let signature = [0x30, UInt8(numbers.count)] + numbers
        try key.verify(signature, of: Array(message.utf8), type: .raw, algorithm: .ecdsaSha256)
        #expect(throws: KeyEngineError.invalidSignature) {
            try key.verify(signature, of: Array("other".utf8), type: .raw, algorithm: .ecdsaSha256)
        }
    }
}
