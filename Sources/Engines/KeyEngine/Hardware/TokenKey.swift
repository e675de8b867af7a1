import Essentials

/// A SYMMETRIC_DEFAULT key whose material lies in a token: `header ‖ nonce ‖ ciphertext ‖ tag`.
///
/// The token's key meets AES-GCM itself, with nonces that are drawn here: see docs/ciphertext.md for the bound.
public struct TokenKey: Sendable {
    static let overhead = AESGCM.nonceLength + AESGCM.tagLength

    /// What the token calls the key.
    private let label: String
    private let header: CiphertextHeader

    /// Throws `invalidKeyName` unless `keyARN` is one of a KMS key.
    public init(label: String, keyARN: ARN) throws(KeyEngineError) {
        self.label = label
        header = try CiphertextHeader(keyARN: keyARN, materialID: .none, form: .token)
    }

    /// Encrypts up to 4096 bytes.
    public func seal(
        _ plaintext: SecretBytes, in session: any TokenSession, context: EncryptionContext,
        random: any RandomSource
    ) async throws -> [UInt8] {
        guard plaintext.count <= KeySpec.messageLimit else { throw KeyEngineError.messageTooLong }
        let nonce = random.bytes(AESGCM.nonceLength)
        let sealed = try await session.encrypt(
            plaintext, under: label, nonce: nonce, authenticating: authenticated(context))
        guard sealed.count == plaintext.count + AESGCM.tagLength else { throw KeyEngineError.libraryFailure }
        return header.encoded + nonce + sealed
    }

    /// Throws `TokenError.invalidCiphertext` for whatever is not exactly what `seal` made with this key and context.
    public func open(
        _ blob: CiphertextBlob, in session: any TokenSession, context: EncryptionContext
    ) async throws(TokenError) -> SecretBytes {
        guard blob.header == header else { throw .invalidCiphertext }
        let body = blob.body
        return try await session.decrypt(
            Array(body.dropFirst(AESGCM.nonceLength)), under: label, nonce: Array(body.prefix(AESGCM.nonceLength)),
            authenticating: authenticated(context))
    }

    private func authenticated(_ context: EncryptionContext) -> [UInt8] { header.encoded + context.canonicalBytes }
}
