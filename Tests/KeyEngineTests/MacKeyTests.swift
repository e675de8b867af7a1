import Essentials
import Testing

@testable import KeyEngine

struct MacKeyTests {
    /// Keys and data of RFC 4231's test cases, by number.
    private static let inputs: [Int: (secret: [UInt8], message: [UInt8])] = [
        1: (Array(repeating: 0x0B, count: 20), Array("Hi There".utf8)),
        2: (Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)),
        3: (Array(repeating: 0xAA, count: 20), Array(repeating: 0xDD, count: 50)),
        4: (Array(1...25), Array(repeating: 0xCD, count: 50)),
    ]

    /// RFC 4231 sections 4.2 to 4.5.
    @Test(arguments: [
        (MacAlgorithm.hmacSha224, 1, "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22"),
        (.hmacSha256, 1, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            .hmacSha384, 1,
            "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6"
        ),
        (
            .hmacSha512, 1,
            "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"
        ),
        (.hmacSha224, 2, "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44"),
        (.hmacSha256, 2, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            .hmacSha384, 2,
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
        ),
        (
            .hmacSha512, 2,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
        (.hmacSha224, 3, "7fb3cb3588c6c1f6ffa9694d7d6ad2649365b0c1f65d69d1ec8333ea"),
        (.hmacSha256, 3, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            .hmacSha384, 3,
            "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27"
        ),
        (
            .hmacSha512, 3,
            "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
                + "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"
        ),
        (.hmacSha224, 4, "6c11506874013cac6a2abc1bb382627cec6a90d86efc012de7afec5a"),
        (.hmacSha256, 4, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        (
            .hmacSha384, 4,
            "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb"
        ),
        (
            .hmacSha512, 4,
            "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
                + "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"
        ),
    ])
    func macMatchesRFC4231(algorithm: MacAlgorithm, number: Int, expected: String) throws {
        let (secret, message) = try #require(Self.inputs[number])
        let key = try MacKey(algorithm: algorithm, secret: SecretBytes(secret))
        #expect(try key.mac(message, algorithm: algorithm) == Hex.decode(expected))
    }

    @Test func macKeyHoldsOneBlockAtMost() throws {
        let block = [UInt8](repeating: 7, count: 64)
        _ = try MacKey(algorithm: .hmacSha256, secret: SecretBytes(block))
        #expect(throws: KeyEngineError.invalidKeyMaterial) {
            try MacKey(algorithm: .hmacSha256, secret: SecretBytes(block + [7]))
        }
    }

    @Test(arguments: [KeySpec.hmac224, .hmac256, .hmac384, .hmac512])
    func verifyAcceptsItsOwnMacAlone(spec: KeySpec) throws {
        let key = try MacKey(.generate(spec, random: TestRandom()))
        let message = Array("message".utf8)
        let mac = try key.mac(message, algorithm: key.algorithm)
        #expect(mac.count == key.algorithm.macLength)
        try key.verify(mac, of: message, algorithm: key.algorithm)
        for bit in 0..<mac.count * 8 {
            var altered = mac
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: KeyEngineError.invalidMac) {
                try key.verify(altered, of: message, algorithm: key.algorithm)
            }
        }
        #expect(throws: KeyEngineError.invalidMac) { try key.verify([], of: message, algorithm: key.algorithm) }
        #expect(throws: KeyEngineError.invalidMac) {
            try key.verify(Array(mac.dropLast()), of: message, algorithm: key.algorithm)
        }
    }

    @Test func algorithmOfAnotherLengthIsRefused() throws {
        let key = try MacKey(.generate(.hmac256, random: TestRandom()))
        #expect(throws: KeyEngineError.unsupportedAlgorithm) { try key.mac([1], algorithm: .hmacSha384) }
    }

    @Test func messageBeyondTheLimitIsRefused() throws {
        let key = try MacKey(.generate(.hmac256, random: TestRandom()))
        #expect(throws: Never.self) { try key.mac([UInt8](repeating: 0, count: 4096), algorithm: .hmacSha256) }
        #expect(throws: KeyEngineError.messageTooLong) {
            try key.mac([UInt8](repeating: 0, count: 4097), algorithm: .hmacSha256)
        }
    }

    @Test func keyOfAnotherFamilyIsRefused() throws {
        let material = try KeyMaterial.generate(.symmetricDefault, random: TestRandom())
        #expect(throws: KeyEngineError.unsupportedAlgorithm) { try MacKey(material) }
    }
}
