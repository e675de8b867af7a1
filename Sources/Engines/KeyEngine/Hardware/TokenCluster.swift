/// Knows the hardware security modules that the operator has configured.
public protocol TokenDirectory: Sendable {
    /// The cluster of this id, such as `cluster-2345abcdefg`; nil where none is configured.
    func cluster(_ id: String) -> (any TokenCluster)?
}

/// A hardware security module, or several that share their keys, reached as one token.
public protocol TokenCluster: Sendable {
    /// The certificate, in PEM, that a custom key store must name; nil where any is taken.
    var trustAnchor: String? { get }

    func login(pin: SecretBytes) async throws(TokenError) -> any TokenSession
}

/// A token that is logged in to. Its AES-256 keys are named by labels and never leave it.
public protocol TokenSession: Sendable {
    /// Makes a persistent AES-256 key that cannot be extracted.
    func generateKey(label: String) async throws(TokenError)

    func hasKey(label: String) async throws(TokenError) -> Bool

    /// AES-256-GCM inside the token. Returns the ciphertext and its tag of 16 bytes.
    /// - Parameter nonce: 12 bytes, never used twice with a key
    func encrypt(
        _ plaintext: SecretBytes, under label: String, nonce: [UInt8], authenticating data: [UInt8]
    ) async throws(TokenError) -> [UInt8]

    /// Throws `invalidCiphertext` for whatever `encrypt` did not make.
    func decrypt(
        _ ciphertextAndTag: [UInt8], under label: String, nonce: [UInt8], authenticating data: [UInt8]
    ) async throws(TokenError) -> SecretBytes

    func destroyKey(label: String) async throws(TokenError)

    /// Random bytes drawn by the token.
    func random(_ count: Int) async throws(TokenError) -> SecretBytes

    func logout() async
}

public enum TokenError: Error, Sendable, Hashable {
    /// The module cannot be loaded, has no such token, or no longer answers.
    case unreachable(reason: String)
    case incorrectPIN
    case lockedPIN
    case noSuchKey
    case invalidCiphertext
    case failed(reason: String)
}
