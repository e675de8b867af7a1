import Essentials
import Testing

@testable import KeyEngine

struct SealedRootKeyTests {
    // As in production, at a price that tests can pay.
    private static let cheap = Scrypt(costExponent: 4, blockSize: 8, parallelization: 1)
    private let passphrase = SecretBytes(Array("correct horse battery staple".utf8))
    private let secret = SecretBytes([UInt8](0..<32))

    private func seal() throws -> SealedRootKey {
        try SealedRootKey.seal(secret, passphrase: passphrase, scrypt: Self.cheap, random: SystemRandom())
    }

    /// RFC 7914, section 12.
    @Test(arguments: [
        (
            "", "", Scrypt(costExponent: 4, blockSize: 1, parallelization: 1),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", Scrypt(costExponent: 10, blockSize: 8, parallelization: 16),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", Scrypt(costExponent: 14, blockSize: 8, parallelization: 1),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ])
    func scryptGivesTheVectors(password: String, salt: String, scrypt: Scrypt, key: String) throws {
        let derived = try scrypt.deriveKey(
            SecretBytes(Array(password.utf8)), salt: Array(salt.utf8), length: 64)
        #expect(Hex.encode(derived.copyBytes()) == key)
    }

    @Test func standardPriceIsWithinItsBounds() {
        #expect(Scrypt.standard.isBounded)
        #expect(Scrypt.standard == Scrypt(costExponent: 17, blockSize: 8, parallelization: 1))
    }

    @Test func passphraseOpensWhatItSealed() throws {
        let sealed = try SealedRootKey(try seal().bytes)
        #expect(sealed.identifier == (try RootKey(secret).identifier))
        #expect(sealed.bytes.count == 4 + 4 + 32 + 8 + 12 + 32 + 16)
        #expect(try sealed.open(passphrase: passphrase)?.identifier == RootKey(secret).identifier)
    }

    @Test(arguments: ["", "correct horse battery stapl", "Correct horse battery staple"])
    func otherPassphraseOpensNothing(_ other: String) throws {
        #expect(try seal().open(passphrase: SecretBytes(Array(other.utf8))) == nil)
    }

    @Test func sealsDiffer() throws {
        let (first, second) = (try seal().bytes, try seal().bytes)
        #expect(first[8..<40] != second[8..<40])
        #expect(first.suffix(48) != second.suffix(48))
    }

    @Test func everyByteIsAuthenticated() throws {
        let bytes = try seal().bytes
        // Parameters of the price are left out: some of their changes cost a gigabyte. The next test has them.
        for index in bytes.indices where !(5...7).contains(index) {
            var altered = bytes
            altered[index] ^= 1
            let opened = try? SealedRootKey(altered).open(passphrase: passphrase)
            #expect(opened == nil, "byte \(index)")
        }
    }

    @Test(
        arguments: [
            [0, 8, 1], [25, 8, 1], [255, 8, 1], [17, 0, 1], [17, 33, 1], [17, 8, 0], [17, 8, 17], [21, 8, 1],
            [20, 16, 1],
        ] as [[UInt8]])
    func priceBeyondTheBoundsIsRefused(_ parameters: [UInt8]) throws {
        var bytes = try seal().bytes
        bytes.replaceSubrange(5...7, with: parameters)
        #expect(throws: KeyEngineError.invalidSealedData) { try SealedRootKey(bytes) }
    }

    @Test func everyOtherLengthIsRefused() throws {
        let bytes = try seal().bytes
        for length in bytes.indices {
            #expect(throws: KeyEngineError.invalidSealedData) { try SealedRootKey(Array(bytes[..<length])) }
        }
        #expect(throws: KeyEngineError.invalidSealedData) { try SealedRootKey(bytes + [0]) }
        #expect(throws: KeyEngineError.invalidSealedData) { try SealedRootKey([UInt8](repeating: 0, count: 4096)) }
    }

    @Test(arguments: [[2, 0], [2, 3, 0x61, 0x62], [2, 2, 0xC3, 0x28], [3, 1, 0x61]] as [[UInt8]])
    func malformedProtectionIsRefused(_ protection: [UInt8]) {
        let bytes = [0x59, 0x52, 0x4B, 1] + protection + [UInt8](repeating: 7, count: 68)
        #expect(throws: KeyEngineError.invalidSealedData) { try SealedRootKey(bytes) }
    }
}
