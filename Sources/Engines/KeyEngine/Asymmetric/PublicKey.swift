import COpenSSL

/// The public half of an asymmetric KMS key, parsed once and made ready for many operations, from any thread.
public final class PublicKey: Sendable {
    public let spec: KeySpec
    /// DER SubjectPublicKeyInfo (RFC 5280 section 4.1).
    public let subjectPublicKeyInfo: [UInt8]
    let key: EVPKey

    /// Throws `invalidPublicKey` unless `subjectPublicKeyInfo` is one valid public key of `spec` and nothing more.
    public init(subjectPublicKeyInfo: [UInt8], spec: KeySpec) throws(KeyEngineError) {
        let pointer = subjectPublicKeyInfo.withUnsafeBytes { der -> OpaquePointer? in
            var position = der.bytes
            guard let key = d2i_PUBKEY(nil, &position, der.count) else { return nil }
            guard position == der.bytes.map({ $0 + der.count }) else {
                EVP_PKEY_free(key)
                return nil
            }
            return key
        }
        let key = try EVPKey(owning: pointer, orThrow: .invalidPublicKey)
        guard key.isOf(spec) else { throw .invalidPublicKey }
        self.spec = spec
        self.subjectPublicKeyInfo = subjectPublicKeyInfo
        self.key = key
    }

    /// The public half of `key`, which is a private key of `spec`.
    init(_ key: EVPKey, spec: KeySpec) throws(KeyEngineError) {
        var encoding: UnsafeMutablePointer<UInt8>?
        let length = i2d_PUBKEY(key.pointer, &encoding)
        guard length > 0, let encoding else { throw .libraryFailure }
        defer { free(encoding) }
        self.spec = spec
        subjectPublicKeyInfo = Array(UnsafeBufferPointer(start: encoding, count: Int(length)))
        self.key = key
    }

    /// Returns if `signature` is this key's over `message`, which is what `type` says it is.
    /// Throws `invalidSignature` if it is not, and what `PrivateKey.sign` throws for a message that cannot be signed.
    public func verify(
        _ signature: [UInt8], of message: [UInt8], type: MessageType, algorithm: SigningAlgorithm
    ) throws(KeyEngineError) {
        let input = try SignatureInput(message, type: type, algorithm: algorithm, spec: spec)
        let isValid =
            switch spec.family {
            case .edwards: try EdwardsSignature.isValid(signature, for: input, by: key)
            default: try DigestSignature.isValid(signature, for: input, by: key)
            }
        guard isValid else { throw .invalidSignature }
    }

    /// Encrypts to this RSA key. Throws `messageTooLong` beyond `KeySpec.maximumPlaintext(for:)`.
    public func encrypt(_ plaintext: SecretBytes, algorithm: EncryptionAlgorithm) throws(KeyEngineError) -> [UInt8] {
        guard let maximum = spec.maximumPlaintext(for: algorithm), let digest = algorithm.oaepDigest else {
            throw .unsupportedAlgorithm
        }
        guard plaintext.count <= maximum else { throw .messageTooLong }
        return try OAEP.encrypt(plaintext, to: key, digest: digest)
    }
}
