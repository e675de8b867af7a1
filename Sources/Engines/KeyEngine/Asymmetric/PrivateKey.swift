/// The private half of an asymmetric KMS key, parsed once and made ready for many operations, from any thread.
public final class PrivateKey: Sendable {
    public let spec: KeySpec
    public let publicKey: PublicKey
    private let backing: Backing

    private enum Backing: Sendable {
        case openSSL(EVPKey)
        case mlDSA(MLDSAPrivateKey)
    }

    /// Throws `invalidKeyMaterial` when the material is not a private key of its spec.
    public init(_ material: KeyMaterial) throws(KeyEngineError) {
        guard material.spec.isAsymmetric else { throw .unsupportedAlgorithm }
        spec = material.spec
        if let parameters = MLDSAParameters(material.spec) {
            let key = try MLDSAEncoding.privateKey(material.secret, parameters)
            backing = .mlDSA(key)
            publicKey = PublicKey(key.publicKey, spec: material.spec)
        } else {
            let key = try PrivateKeyForm.parse(material.secret, of: material.spec)
            backing = .openSSL(key)
            publicKey = try PublicKey(key, spec: material.spec)
        }
    }

    /// Signs `message`, which is what `type` says it is.
    ///
    /// ECDSA signatures are DER (RFC 3279 section 2.2.3), all others the bytes their standard defines.
    /// Throws `unsupportedAlgorithm`, `unsupportedMessageType`, `messageTooLong` or `invalidDigestLength`.
    public func sign(
        _ message: [UInt8], type: MessageType, algorithm: SigningAlgorithm
    ) throws(KeyEngineError) -> [UInt8] {
        let input = try SignatureInput(message, type: type, algorithm: algorithm, spec: spec)
        switch backing {
        case .mlDSA(let key): return try MLDSASignature.sign(input, with: key)
        case .openSSL(let key) where spec.family == .edwards: return try EdwardsSignature.sign(input, with: key)
        case .openSSL(let key): return try DigestSignature.sign(input, with: key)
        }
    }

    /// Decrypts what was encrypted to this RSA key. Throws `invalidCiphertext` for anything wrong with `ciphertext`.
    public func decrypt(_ ciphertext: [UInt8], algorithm: EncryptionAlgorithm) throws(KeyEngineError) -> SecretBytes {
        guard spec.encryptionAlgorithms.contains(algorithm), let digest = algorithm.oaepDigest,
            case .openSSL(let key) = backing
        else { throw .unsupportedAlgorithm }
        return try OAEP.decrypt(ciphertext, with: key, digest: digest)
    }

    /// The ECDH shared secret (NIST SP 800-56A section 5.7.1.2), the x-coordinate in as many bytes as the field has.
    /// Throws `invalidPublicKey` unless `peer` is DER SubjectPublicKeyInfo of a point on the same curve.
    public func sharedSecret(
        withPeer peer: [UInt8], algorithm: KeyAgreementAlgorithm = .ecdh
    ) throws(KeyEngineError) -> SecretBytes {
        guard spec.keyAgreementAlgorithms.contains(algorithm), case .openSSL(let key) = backing else {
            throw .unsupportedAlgorithm
        }
        return try DiffieHellman.sharedSecret(key, try PublicKeyForm.parse(peer, of: spec))
    }
}
