import COpenSSL

/// A secret from which keys are derived by HKDF-Expand with SHA-256 (RFC 5869 section 2.3), one block long.
///
/// The Extract step is left out as section 3.3 allows: the secret is uniformly random already.
/// HMAC's two padded key blocks are hashed once, here, so that a derivation costs three compressions.
final class DerivationKey: @unchecked Sendable {
    static let derivedLength = 32

    // Written during initialisation only, so that concurrent reads are safe.
    private let states: UnsafeMutablePointer<SHA256_CTX>
    private var inner: UnsafeMutablePointer<SHA256_CTX> { states }
    private var outer: UnsafeMutablePointer<SHA256_CTX> { states + 1 }

    /// `secret` is at most one hash block, 64 bytes.
    init(_ secret: SecretBytes) throws(KeyEngineError) {
        states = .allocate(capacity: 2)
        states.initialize(repeating: SHA256_CTX(), count: 2)
        guard secret.count <= SHA256_CBLOCK else { throw .invalidKeyMaterial }
        for (state, pad) in [(inner, 0x36 as UInt8), (outer, 0x5C)] {
            let block = SecretBytes(count: Int(SHA256_CBLOCK)) { block in
                secret.withUnsafeBytes { block.copyBytes(from: $0) }
                for index in block.indices { block[index] ^= pad }
            }
            SHA256_Init(state)
            block.withUnsafeBytes { _ = SHA256_Update(state, $0.baseAddress, $0.count) }
        }
    }

    /// For a secret of any length, such as a private key: HMAC's own rule for long keys, its SHA-256 hash.
    convenience init(hashing secret: SecretBytes) throws(KeyEngineError) {
        let hash = SecretBytes(count: Self.derivedLength) { output in
            secret.withUnsafeBytes { _ = SHA256($0.bytes, $0.count, output.bytes) }
        }
        try self.init(hash)
    }

    deinit {
        OPENSSL_cleanse(states, 2 * MemoryLayout<SHA256_CTX>.stride)
        states.deallocate()
    }

    /// Lends the 32-byte key derived for `label ‖ salt`, and wipes it afterwards.
    func withDerivedKey<Result>(
        label: [UInt8], salt: UnsafeRawBufferPointer,
        _ body: (UnsafePointer<UInt8>) throws(KeyEngineError) -> Result
    ) throws(KeyEngineError) -> Result {
        var state = inner.pointee
        var key = (0 as UInt64, 0 as UInt64, 0 as UInt64, 0 as UInt64)
        defer {
            OPENSSL_cleanse(&state, MemoryLayout<SHA256_CTX>.size)
            OPENSSL_cleanse(&key, Self.derivedLength)
        }
        return try withUnsafeMutablePointer(to: &key) { pointer throws(KeyEngineError) in
            let bytes = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
            var blockNumber: UInt8 = 1
            SHA256_Update(&state, label, label.count)
            SHA256_Update(&state, salt.baseAddress, salt.count)
            SHA256_Update(&state, &blockNumber, 1)
            SHA256_Final(bytes, &state)
            state = outer.pointee
            SHA256_Update(&state, bytes, Self.derivedLength)
            SHA256_Final(bytes, &state)
            return try body(bytes)
        }
    }
}
