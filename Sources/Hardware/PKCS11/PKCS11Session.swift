import CPKCS11
import KeyEngine
import Synchronization

/// One user's part in the login to a token. The token stays logged in until its last user has left.
final class PKCS11Session: TokenSession {
    private let pool: SessionPool
    private let hasLeft = Mutex(false)
    private static let maximumRandom = 1 << 16

    init(pool: SessionPool) { self.pool = pool }

    deinit {
        let pool = pool
        if hasLeft.withLock({ !$0 }) { SessionPool.later { pool.token.leave() } }
    }

    func generateKey(label: String) async throws(TokenError) {
        let isNew = try await run { session throws(CryptokiError) in
            guard try session.findKey(label) == nil else { return false }
            _ = try session.generateKey(label)
            return true
        }
        guard isNew else { throw .failed(reason: "the token has a key of this label already") }
    }

    func hasKey(label: String) async throws(TokenError) -> Bool {
        try await run { session throws(CryptokiError) in try session.findKey(label) != nil }
    }

    func encrypt(
        _ plaintext: SecretBytes, under label: String, nonce: [UInt8], authenticating data: [UInt8]
    ) async throws(TokenError) -> [UInt8] {
        try await withKey(label) { session, key throws(CryptokiError) in
            try session.encrypt(plaintext, key, nonce: nonce, authenticating: data)
        }
    }

    func decrypt(
        _ ciphertextAndTag: [UInt8], under label: String, nonce: [UInt8], authenticating data: [UInt8]
    ) async throws(TokenError) -> SecretBytes {
        try await withKey(label) { session, key throws(CryptokiError) in
            try session.decrypt(ciphertextAndTag, key, nonce: nonce, authenticating: data)
        }
    }

    func destroyKey(label: String) async throws(TokenError) {
        try await withKey(label) { session, key throws(CryptokiError) in try session.destroyKey(key) }
        pool.token.forgetKey(label)
    }

    func random(_ count: Int) async throws(TokenError) -> SecretBytes {
        guard (1...Self.maximumRandom).contains(count) else { throw .failed(reason: "that many random bytes") }
        return try await run { session throws(CryptokiError) in try session.random(count) }
    }

    func logout() async {
        let isFirst = hasLeft.withLock { hasLeft in
            defer { hasLeft = true }
            return !hasLeft
        }
        guard isFirst else { return }
        let pool = pool
        _ = try? await SessionPool.blocking { () throws(TokenError) in pool.token.leave() }
    }

    private func run<Value: Sendable>(_ work: @escaping SessionPool.Work<Value>) async throws(TokenError) -> Value {
        guard hasLeft.withLock({ !$0 }) else { throw .unreachable(reason: "logged out") }
        return try await pool.run(work)
    }

    /// Runs `work` with the handle of the key; once more with a new handle where the token no longer knows the old one.
    private func withKey<Value: Sendable>(
        _ label: String,
        _ work: @escaping @Sendable (CryptokiSession, ck_object_handle_t) throws(CryptokiError) -> Value
    ) async throws(TokenError) -> Value {
        let token = pool.token
        return try await run { session throws(CryptokiError) in
            do throws(CryptokiError) {
                return try work(session, token.key(label, session))
            } catch {
                guard error.isStaleKey else { throw error }
                token.forgetKey(label)
                return try work(session, token.key(label, session))
            }
        }
    }
}
