import Testing

@testable import KeyEngine

struct RootKeyTests {
    private let random = TestRandom()
    private let secret = SecretBytes(Array(0..<32))

    private func makeKey() throws -> RootKey { try RootKey(RootKey.generateSecret(random: random)) }

    @Test func recordOpensForItsPurposeAlone() throws {
        let key = try makeKey()
        let sealed = try key.seal(secret, purpose: Array("material/1".utf8), random: random)
        #expect(try key.open(sealed, purpose: Array("material/1".utf8)) == secret)
        #expect(throws: KeyEngineError.invalidSealedData) { try key.open(sealed, purpose: Array("material/2".utf8)) }
        #expect(throws: KeyEngineError.invalidSealedData) { try key.open(sealed, purpose: []) }
    }

    @Test func anotherRootKeyIsToldFromTampering() throws {
        let sealed = try makeKey().seal(secret, purpose: [], random: random)
        let other = try makeKey()
        #expect(throws: KeyEngineError.wrongRootKey) { try other.open(sealed, purpose: []) }
    }

    @Test func identifierIsStableAndDistinct() throws {
        let bytes = RootKey.generateSecret(random: random)
        #expect(try RootKey(bytes).identifier == RootKey(bytes).identifier)
        #expect(try RootKey(bytes).identifier != makeKey().identifier)
        #expect(try RootKey(bytes).identifier.count == 16)
    }

    @Test func everySingleBitFlipIsRefused() throws {
        let key = try makeKey()
        let sealed = try key.seal(secret, purpose: [], random: random)
        for bit in 0..<sealed.count * 8 {
            var altered = sealed
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            let expected: KeyEngineError = (8..<72).contains(bit) ? .wrongRootKey : .invalidSealedData
            #expect(throws: expected) { try key.open(altered, purpose: []) }
        }
        for count in 0..<sealed.count {
            #expect(throws: KeyEngineError.self) { try key.open(Array(sealed.prefix(count)), purpose: []) }
        }
    }

    @Test func tokenIsBoundToItsPurpose() throws {
        let key = try makeKey()
        let token = try key.sealToken(secret, purpose: "kms/import", random: random)
        #expect(try key.openToken(token, purpose: "kms/import") == secret)
        #expect(throws: KeyEngineError.invalidSealedData) { try key.openToken(token, purpose: "page-cursor") }
    }

    @Test func recordIsNoToken() throws {
        let key = try makeKey()
        let sealed = try key.seal(secret, purpose: Array("x".utf8), random: random)
        #expect(throws: KeyEngineError.invalidSealedData) { try key.openToken(sealed, purpose: "x") }
    }

    @Test(arguments: [0, 16, 31, 33, 64])
    func secretOfAnotherLengthIsRefused(length: Int) {
        #expect(throws: KeyEngineError.invalidKeyMaterial) { try RootKey(SecretBytes(random.bytes(length))) }
    }
}
