/// Lengths of keys and messages, in bytes unless named otherwise.
extension KeySpec {
    /// The most that Encrypt takes under SYMMETRIC_DEFAULT, and Sign, Verify and GenerateMac as a message.
    public static let messageLimit = 4096

    /// The modulus of an RSA spec, in bits.
    public var rsaModulusBits: Int? {
        switch self {
        case .rsa2048: 2048
        case .rsa3072: 3072
        case .rsa4096: 4096
        default: nil
        }
    }

    /// The length of a key that is plain bytes: AES-256, or an HMAC key as long as its digest.
    public var secretLength: Int? {
        switch self {
        case .symmetricDefault: 32
        case .hmac224: 28
        case .hmac256: 32
        case .hmac384: 48
        case .hmac512: 64
        default: nil
        }
    }

    /// The longest plaintext that `algorithm` encrypts under a key of this spec; nil where they do not go together.
    /// OAEP spends two digests and two bytes of the modulus (RFC 8017 section 7.1.1).
    public func maximumPlaintext(for algorithm: EncryptionAlgorithm) -> Int? {
        guard encryptionAlgorithms.contains(algorithm) else { return nil }
        if algorithm == .symmetricDefault { return Self.messageLimit }
        guard let bits = rsaModulusBits, let digest = algorithm.oaepDigest else { return nil }
        return bits / 8 - 2 * digest.length - 2
    }
}
