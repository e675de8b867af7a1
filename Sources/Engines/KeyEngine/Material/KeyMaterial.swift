import Essentials

/// The secret of a KMS key: 32 bytes for SYMMETRIC_DEFAULT, a key as long as its digest for HMAC, and a private key
/// as DER PKCS#8 (RFC 5958) for the rest.
public struct KeyMaterial: Sendable {
    public let spec: KeySpec
    /// The form in which material is sealed and stored.
    public let secret: SecretBytes

    /// Takes material that this engine made or imported before, as read back from storage. Only the length of plain
    /// bytes is checked here; a private key is checked when it is made ready for use.
    public init(spec: KeySpec, stored secret: SecretBytes) throws(KeyEngineError) {
        guard spec.isSupported else { throw .unsupportedKeySpec }
        guard spec.secretLength.map({ $0 == secret.count }) ?? true else { throw .invalidKeyMaterial }
        self.spec = spec
        self.secret = secret
    }

    /// Makes new material. Secrets that are plain bytes or seeds are drawn from `random`; RSA and ECDSA keys are drawn
    /// by OpenSSL from its own generator.
    public static func generate(_ spec: KeySpec, random: some RandomSource) throws(KeyEngineError) -> KeyMaterial {
        guard spec.isSupported else { throw .unsupportedKeySpec }
        guard let length = spec.secretLength else {
            return try KeyMaterial(spec: spec, stored: try PrivateKeyForm.generate(spec, random: random))
        }
        var drawn = random.bytes(length)
        return try KeyMaterial(spec: spec, stored: SecretBytes(taking: &drawn))
    }

    /// Takes material from outside: plain bytes of exactly the right length, or one private key as DER PKCS#8, which
    /// must be of the spec's curve or size, consistent with its public half, and with nothing behind it.
    /// Throws `invalidKeyMaterial` for anything else.
    ///
    /// The stored form is re-encoded, so that two encodings of one key become one material.
    public static func importing(_ secret: SecretBytes, as spec: KeySpec) throws(KeyEngineError) -> KeyMaterial {
        guard spec.isSupported else { throw .unsupportedKeySpec }
        guard spec.secretLength == nil else { return try KeyMaterial(spec: spec, stored: secret) }
        return try KeyMaterial(spec: spec, stored: try PrivateKeyForm.canonical(secret, of: spec))
    }

    /// The public half, as DER SubjectPublicKeyInfo (RFC 5280), which is what GetPublicKey returns.
    public func publicKey() throws(KeyEngineError) -> [UInt8] {
        try PrivateKey(self).publicKey.subjectPublicKeyInfo
    }

    /// A name for this material in the key `keyID`: the same whenever the same material is imported again, and telling
    /// nothing about it. It is HKDF output (RFC 5869) of the material, with the key id in the derivation.
    public func id(forKey keyID: String) throws(KeyEngineError) -> KeyMaterialID {
        let fingerprint = DigestAlgorithm.sha256.hash(Array(keyID.utf8))
        let key = try DerivationKey(hashing: secret)
        let bytes = try fingerprint.span.withUnsafeBytes { salt throws(KeyEngineError) in
            try key.withDerivedKey(label: Array("yagura/kms/material-id/1".utf8), salt: salt) {
                Array(UnsafeBufferPointer(start: $0, count: KeyMaterialID.length))
            }
        }
        guard let id = KeyMaterialID(bytes: bytes) else { throw .libraryFailure }
        return id
    }
}
