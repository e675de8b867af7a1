/// The public half of an asymmetric KMS key, parsed once and made ready for many operations, from any thread.
public final class PublicKey: Sendable {
    public let spec: KeySpec
    /// DER SubjectPublicKeyInfo (RFC 5280 section 4.1).
    public let subjectPublicKeyInfo: [UInt8]
    private let backing: Backing

    private enum Backing: Sendable {
        case openSSL(EVPKey)
        case mlDSA(MLDSAPublicKey)
    }

    /// Throws `invalidPublicKey` unless `subjectPublicKeyInfo` is one valid public key of `spec` and nothing more.
    public init(subjectPublicKeyInfo: [UInt8], spec: KeySpec) throws(KeyEngineError) {
        if let parameters = MLDSAParameters(spec) {
            backing = .mlDSA(try MLDSAEncoding.publicKey(subjectPublicKeyInfo, parameters))
        } else {
            backing = .openSSL(try PublicKeyForm.parse(subjectPublicKeyInfo, of: spec))
        }
        self.spec = spec
        self.subjectPublicKeyInfo = subjectPublicKeyInfo
    }

    /// The public half of `key`, which is a private key of `spec`.
    init(_ key: EVPKey, spec: KeySpec) throws(KeyEngineError) {
        self.spec = spec
        subjectPublicKeyInfo = try PublicKeyForm.encode(key)
        backing = .openSSL(key)
    }

    init(_ key: MLDSAPublicKey, spec: KeySpec) {
        self.spec = spec
        subjectPublicKeyInfo = MLDSAEncoding.subjectPublicKeyInfo(key)
        backing = .mlDSA(key)
    }

    /// Returns if `signature` is this key's over `message`, which is what `type` says it is.
    /// Throws `invalidSignature` if it is not, and what `PrivateKey.sign` throws for a message that cannot be signed.
    public func verify(
        _ signature: [UInt8], of message: [UInt8], type: MessageType, algorithm: SigningAlgorithm
    ) throws(KeyEngineError) {
        let input = try SignatureInput(message, type: type, algorithm: algorithm, spec: spec)
        let isValid =
            switch backing {
            case .mlDSA(let key): try MLDSASignature.isValid(signature, for: input, by: key)
            case .openSSL(let key) where spec.family == .edwards:
                try EdwardsSignature.isValid(signature, for: input, by: key)
            case .openSSL(let key): try DigestSignature.isValid(signature, for: input, by: key)
            }
        guard isValid else { throw .invalidSignature }
    }

    /// Encrypts to this RSA key. Throws `messageTooLong` beyond `KeySpec.maximumPlaintext(for:)`.
    public func encrypt(_ plaintext: SecretBytes, algorithm: EncryptionAlgorithm) throws(KeyEngineError) -> [UInt8] {
        guard let maximum = spec.maximumPlaintext(for: algorithm), let digest = algorithm.oaepDigest,
            case .openSSL(let key) = backing
        else { throw .unsupportedAlgorithm }
        guard plaintext.count <= maximum else { throw .messageTooLong }
        return try OAEP.encrypt(plaintext, to: key, digest: digest)
    }
}
