import CPKCS11
import KeyEngine
import Testing

@testable import PKCS11

/// Against SoftHSM2, which must be installed: see Tools/setup.
@Suite struct TokenTests {
    private let nonce = [UInt8](repeating: 7, count: 12)
    private let data = Array("context".utf8)
    private let secret = SecretBytes(Array("thirty-two bytes of key material".utf8))

    @Test func decryptsWhatItEncrypted() async throws {
        let token = try await SoftToken.alpha.login()
        try await token.generateKey(label: "round-trip")
        for plaintext in [secret, SecretBytes([]), SecretBytes([UInt8](repeating: 1, count: 4096))] {
            let sealed = try await token.encrypt(plaintext, under: "round-trip", nonce: nonce, authenticating: data)
            #expect(sealed.count == plaintext.count + 16)
            let opened = try await token.decrypt(sealed, under: "round-trip", nonce: nonce, authenticating: data)
            #expect(opened == plaintext)
        }
        await token.logout()
    }

    enum Change: CaseIterable { case ciphertext, tag, nonce, data, cut, empty }

    @Test(arguments: Change.allCases) func alteredCiphertextIsRefused(_ change: Change) async throws {
        let token = try await SoftToken.alpha.login()
        let label = "altered-\(change)"
        try await token.generateKey(label: label)
        var sealed = try await token.encrypt(secret, under: label, nonce: nonce, authenticating: data)
        let genuine = sealed
        var (otherNonce, otherData) = (nonce, data)
        switch change {
        case .ciphertext: sealed[0] ^= 1
        case .tag: sealed[sealed.count - 1] ^= 1
        case .nonce: otherNonce[0] ^= 1
        case .data: otherData.append(0)
        case .cut: sealed.removeLast()
        case .empty: sealed.removeAll()
        }
        await #expect(throws: TokenError.invalidCiphertext) {
            _ = try await token.decrypt(sealed, under: label, nonce: otherNonce, authenticating: otherData)
        }
        // The session is none the worse for it.
        #expect(try await token.decrypt(genuine, under: label, nonce: nonce, authenticating: data) == secret)
        await token.logout()
    }

    @Test func keyIsOneOfTheTokenThatNeverLeavesIt() async throws {
        let token = try await SoftToken.alpha.login()
        try await token.generateKey(label: "sensitive")
        let pool = try CryptokiModule.load(SoftToken.module).pool(TokenName(label: "alpha"))
        let flags = try await pool.run { session throws(CryptokiError) in
            guard let key = try session.findKey("sensitive") else { return [UInt8]() }
            return try [CKA_TOKEN, CKA_ALWAYS_SENSITIVE, CKA_NEVER_EXTRACTABLE, CKA_EXTRACTABLE].map {
                type throws(CryptokiError) in try Self.flag(type, of: key, session)
            }
        }
        #expect(flags == [1, 1, 1, 0])
        await token.logout()
    }

    private static func flag(
        _ type: ck_attribute_type_t, of key: ck_object_handle_t, _ session: CryptokiSession
    ) throws(CryptokiError) -> UInt8 {
        var value: UInt8 = 0xFF
        try withUnsafeMutablePointer(to: &value) { value throws(CryptokiError) in
            var attribute = ck_attribute(type: type, value: value, value_len: 1)
            try session.module.check(
                session.module.functions.pointee.C_GetAttributeValue?(session.handle, key, &attribute, 1))
        }
        return value
    }

    @Test func keysOutliveTheLogin() async throws {
        let first = try await SoftToken.beta.login()
        try await first.generateKey(label: "kept")
        let sealed = try await first.encrypt(secret, under: "kept", nonce: nonce, authenticating: [])
        await first.logout()
        let second = try await SoftToken.beta.login()
        #expect(try await second.hasKey(label: "kept"))
        #expect(try await second.decrypt(sealed, under: "kept", nonce: nonce, authenticating: []) == secret)
        await second.logout()
    }

    @Test func labelIsTakenOnce() async throws {
        let token = try await SoftToken.alpha.login()
        try await token.generateKey(label: "once")
        await #expect(throws: TokenError.failed(reason: "the token has a key of this label already")) {
            try await token.generateKey(label: "once")
        }
        await token.logout()
    }

    @Test func destroyedKeyIsGone() async throws {
        let token = try await SoftToken.alpha.login()
        try await token.generateKey(label: "destroyed")
        _ = try await token.encrypt(secret, under: "destroyed", nonce: nonce, authenticating: data)
        try await token.destroyKey(label: "destroyed")
        #expect(try await !token.hasKey(label: "destroyed"))
        await #expect(throws: TokenError.noSuchKey) {
            _ = try await token.encrypt(secret, under: "destroyed", nonce: nonce, authenticating: data)
        }
        await #expect(throws: TokenError.noSuchKey) { try await token.destroyKey(label: "destroyed") }
        await token.logout()
    }

    @Test func randomBytesDiffer() async throws {
        let token = try await SoftToken.alpha.login()
        let (first, second) = (try await token.random(32), try await token.random(32))
        #expect(first.count == 32 && second.count == 32 && first != second)
        await token.logout()
    }

    @Test func moreWorkThanSessionsIsAllDone() async throws {
        let token = try await SoftToken.alpha.login()
        try await token.generateKey(label: "crowd")
        try await withThrowingTaskGroup { group in
            for index in 0..<64 {
                group.addTask {
                    let nonce = [UInt8](repeating: UInt8(index), count: 12)
                    let sealed = try await token.encrypt(secret, under: "crowd", nonce: nonce, authenticating: [])
                    #expect(
                        try await token.decrypt(sealed, under: "crowd", nonce: nonce, authenticating: []) == secret)
                }
            }
            try await group.waitForAll()
        }
        await token.logout()
    }
}
