import Essentials
import Testing

@testable import KeyEngine

struct MacKeyTests {
    /// RFC 4231 sections 4.2 and 4.3.
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
    ])
    func macMatchesRFC4231(algorithm: MacAlgorithm, number: Int, expected: String) throws {
        let secret = number == 1 ? [UInt8](repeating: 0x0B, count: 20) : Array("Jefe".utf8)
        let message = number == 1 ? "Hi There" : "what do ya want for nothing?"
        let key = try MacKey(algorithm: algorithm, secret: SecretBytes(secret))
        #expect(try key.mac(Array(message.utf8), algorithm: algorithm) == Hex.decode(expected))
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
