import Crypto
import Essentials
import Testing

@testable import KeyEngine

struct KeyDerivationTests {
    private func derive(_ key: DerivationKey, _ label: [UInt8], _ salt: [UInt8]) throws -> [UInt8] {
        try salt.span.withUnsafeBytes { salt throws(KeyEngineError) in
            try key.withDerivedKey(label: label, salt: salt) { Array(UnsafeBufferPointer(start: $0, count: 32)) }
        }
    }

    /// RFC 5869 appendix A: pseudorandom key, info, and the first 32 bytes of output.
    @Test(arguments: [
        (
            "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5", "f0f1f2f3f4f5f6f7f8f9",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        ),
        (
            "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
            "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7"
                + "d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
        ),
        (
            "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04", "",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
        ),
    ])
    func expandMatchesRFC5869(prk: String, info: String, output: String) throws {
        let key = try DerivationKey(SecretBytes(#require(Hex.decode(prk))))
        let info = try #require(Hex.decode(info))
        let expected = try #require(Hex.decode(output))
        for split in 0...info.count {
            #expect(try derive(key, Array(info.prefix(split)), Array(info.dropFirst(split))) == expected)
        }
    }

    @Test(arguments: [1, 16, 32, 63, 64])
    func expandMatchesAnotherImplementation(length: Int) throws {
        let secret = TestRandom().bytes(length)
        let info = TestRandom(seed: 2).bytes(99)
        let expected = HKDF<SHA256>.expand(
            pseudoRandomKey: Crypto.SymmetricKey(data: secret), info: info, outputByteCount: 32)
        let key = try DerivationKey(SecretBytes(secret))
        #expect(try derive(key, info, []) == expected.withUnsafeBytes { Array($0) })
    }

    @Test func secretBeyondOneBlockIsRefused() {
        #expect(throws: KeyEngineError.invalidKeyMaterial) {
            try DerivationKey(SecretBytes([UInt8](repeating: 0, count: 65)))
        }
    }
}
