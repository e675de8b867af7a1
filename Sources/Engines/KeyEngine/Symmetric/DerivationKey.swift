import COpenSSL

/// A secret from which keys are derived by HKDF-Expand with SHA-256 (RFC 5869 section 2.3), one block long.
///
/// The Extract step is left out as section 3.3 allows: the secret is uniformly random already.
final class DerivationKey: Sendable {
    static let derivedLength = 32

    private let key: PaddedKey<SHA256_CTX>

    /// `secret` is at most one hash block, 64 bytes.
    init(_ secret: SecretBytes) throws(KeyEngineError) {
        key = try PaddedKey(secret, digest: .sha256)
    }

    /// For a secret of any length, such as a private key: HMAC's own rule for long keys, its SHA-256 hash.
    convenience init(hashing secret: SecretBytes) throws(KeyEngineError) {
        let hash = SecretBytes(count: Self.derivedLength) { output in
            secret.withUnsafeBytes { _ = SHA256($0.bytes, $0.count, output.bytes) }
        }
        try self.init(hash)
    }

    /// Lends the 32-byte key derived for `label ‖ salt`, and wipes it afterwards.
    func withDerivedKey<Result>(
        label: [UInt8], salt: UnsafeRawBufferPointer,
        _ body: (UnsafePointer<UInt8>) throws(KeyEngineError) -> Result
    ) throws(KeyEngineError) -> Result {
        var derived = (0 as UInt64, 0 as UInt64, 0 as UInt64, 0 as UInt64)
        defer { OPENSSL_cleanse(&derived, Self.derivedLength) }
        return try withUnsafeMutablePointer(to: &derived) { pointer throws(KeyEngineError) in
            let bytes = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
            key.authenticate(into: bytes) { hash in
                label.withUnsafeBytes { hash.add($0) }
                hash.add(salt)
                // The number of the block, of which there is one.
                withUnsafeBytes(of: 1 as UInt8) { hash.add($0) }
            }
            return try body(bytes)
        }
    }
}
