import CPKCS11
import KeyEngine
import Testing

@testable import PKCS11

/// Logging in and out, and losing sessions. One test at a time, since a program is logged in to a token as a whole.
@Suite(.serialized) struct LoginTests {
    @Test func wrongPINIsRefused() async throws {
        await #expect(throws: TokenError.incorrectPIN) { _ = try await SoftToken.shared.login(pin: "not-the-pin") }
        await #expect(throws: TokenError.incorrectPIN) { _ = try await SoftToken.shared.login(pin: "") }
    }

    @Test func wrongPINIsRefusedWhereSomebodyIsLoggedIn() async throws {
        let first = try await SoftToken.shared.login()
        await #expect(throws: TokenError.incorrectPIN) { _ = try await SoftToken.shared.login(pin: "not-the-pin") }
        #expect(try await first.random(1).count == 1)
        await first.logout()
    }

    @Test func loggingOutLeavesOthersLoggedIn() async throws {
        let (first, second) = (try await SoftToken.shared.login(), try await SoftToken.shared.login())
        await first.logout()
        await first.logout()
        try await second.generateKey(label: "of-the-second")
        await #expect(throws: TokenError.unreachable(reason: "logged out")) { _ = try await first.random(1) }
        await second.logout()
        await #expect(throws: TokenError.unreachable(reason: "logged out")) { _ = try await second.random(1) }
    }

    @Test func lostSessionsAreOpenedAnew() async throws {
        let token = try await SoftToken.shared.login()
        try await token.generateKey(label: "after-the-loss")
        let nonce = [UInt8](repeating: 1, count: 12)
        let secret = SecretBytes([1, 2, 3])
        let sealed = try await token.encrypt(secret, under: "after-the-loss", nonce: nonce, authenticating: [])
        // What a module does when a token is pulled out.
        let module = try CryptokiModule.load(SoftToken.module)
        for slot in try module.slots(of: TokenName(label: "shared")) {
            try module.check(module.functions.pointee.C_CloseAllSessions?(slot))
        }
        #expect(
            try await token.decrypt(sealed, under: "after-the-loss", nonce: nonce, authenticating: []) == secret)
        await token.logout()
    }

    @Test func lossThatLastsIsUnreachable() async throws {
        let token = try await SoftToken.shared.login()
        let pool = try CryptokiModule.load(SoftToken.module).pool(TokenName(label: "shared"))
        let removed: SessionPool.Work<Void> = { _ throws(CryptokiError) in
            throw CryptokiError(code: CKR_DEVICE_REMOVED)
        }
        await #expect(throws: TokenError.unreachable(reason: "CKR_DEVICE_REMOVED")) { try await pool.run(removed) }
        #expect(try await token.random(1).count == 1)
        await token.logout()
    }

    @Test func unknownTokenIsUnreachable() async throws {
        _ = try SoftToken.alpha.cluster
        let cluster = PKCS11Cluster(modulePath: SoftToken.module, tokenLabel: "nowhere")
        await #expect(throws: TokenError.unreachable(reason: "no token is labelled 'nowhere'")) {
            _ = try await cluster.login(pin: SecretBytes([1]))
        }
    }

    @Test func sharedLabelNeedsASerialNumber() async throws {
        let reason = "2 tokens are labelled 'twin'; name the serial number"
        await #expect(throws: TokenError.unreachable(reason: reason)) { _ = try await SoftToken.twin.login() }
        var cluster = try SoftToken.twin.cluster
        let module = try CryptokiModule.load(SoftToken.module)
        for slot in try module.slots(of: TokenName(label: "twin")) {
            cluster.serialNumber = module.serialNumber(in: slot)
            #expect(cluster.serialNumber != nil)
            let token = try await cluster.login(pin: SecretBytes(Array(SoftToken.pin.utf8)))
            await token.logout()
        }
    }

    @Test(arguments: ["/nowhere/module.so", "/etc/hostname"]) func whatIsNoModuleIsUnreachable(_ path: String) async {
        let error = await #expect(throws: TokenError.self) {
            _ = try await PKCS11Cluster(modulePath: path, tokenLabel: "alpha").login(pin: SecretBytes([1]))
        }
        guard case .unreachable = error else {
            Issue.record("\(path): \(String(describing: error))")
            return
        }
    }

    @Test func moduleIsLoadedOnce() async throws {
        _ = try SoftToken.alpha.cluster
        let module = try CryptokiModule.load(SoftToken.module)
        #expect(module === (try CryptokiModule.load("/usr/lib/../lib/softhsm/libsofthsm2.so")))
    }

    @Test func directoryKnowsWhatWasConfigured() throws {
        let cluster = PKCS11Cluster(modulePath: "m", tokenLabel: "t", trustAnchor: "PEM")
        let directory = PKCS11Directory(["cluster-2345abcdefg": cluster])
        #expect(directory.cluster("cluster-2345abcdefg")?.trustAnchor == "PEM")
        #expect(directory.cluster("cluster-other") == nil)
    }
}

extension CryptokiModule {
    func serialNumber(in slot: ck_slot_id_t) -> String? {
        var info = ck_token_info()
        guard functions.pointee.C_GetTokenInfo?(slot, &info) == CKR_OK else { return nil }
        return withUnsafeBytes(of: info.serial_number) { String(decoding: $0, as: UTF8.self) }
    }
}
