import COpenSSL

/// Ed25519ph (RFC 8032 section 5.1) with an empty context.
///
/// The message is what the caller gave, hashed here: KMS hashes a DIGEST again, so that what its caller hashed is
/// hashed twice. Source: AWS KMS API reference, Sign, `MessageType`.
enum PrehashedEdwardsSignature {
    /// `dom2(1, "")`: sets these signatures apart from plain Ed25519's.
    private static let domain = Array("SigEd25519 no Ed25519 collisions".utf8) + [1, 0]
    private static let halfLength = 32

    static func sign(_ message: [UInt8], with key: EVPKey) throws(KeyEngineError) -> [UInt8] {
        let publicKey = try rawPublicKey(of: key)
        let prehash = DigestAlgorithm.sha512.hash(message)
        let expanded = try expandedSecret(of: key)
        return try EdwardsGroup.with { group throws(KeyEngineError) in
            try PrimeField.with(prime: group.order) { scalars throws(KeyEngineError) in
                let (secret, nonce) = try expanded.withUnsafeBytes { expanded throws(KeyEngineError) in
                    try (
                        clampedScalar(expanded.prefix(halfLength), in: scalars),
                        nonceScalar(prefix: expanded.suffix(halfLength), prehash: prehash, in: scalars)
                    )
                }
                let commitment = try group.encodedMultipleOfBase(nonce)
                let challenge = try scalars.reduce(try hashed(commitment, publicKey, prehash))
                let response = try scalars.sum(nonce, try scalars.product(secret, challenge))
                return try commitment + response.littleEndianBytes(halfLength)
            }
        }
    }

    static func isValid(_ signature: [UInt8], for message: [UInt8], by key: EVPKey) throws(KeyEngineError) -> Bool {
        guard signature.count == EdwardsSignature.length else { return false }
        let publicKey = try rawPublicKey(of: key)
        let commitment = Array(signature.prefix(halfLength))
        let response = try BigNumber(littleEndian: Array(signature.suffix(halfLength)))
        let prehash = DigestAlgorithm.sha512.hash(message)
        return try EdwardsGroup.with { group throws(KeyEngineError) in
            // A response beyond the order would be a second form of the same signature.
            guard response.isLess(than: group.order) else { return false }
            return try PrimeField.with(prime: group.order) { scalars throws(KeyEngineError) in
                let challenge = try scalars.reduce(try hashed(commitment, publicKey, prehash))
                return try group.encodedDifference(response, less: challenge, times: publicKey) == commitment
            }
        }
    }

    private static func hashed(
        _ commitment: [UInt8], _ publicKey: [UInt8], _ prehash: [UInt8]
    ) throws(KeyEngineError) -> BigNumber {
        try BigNumber(littleEndian: DigestAlgorithm.sha512.hash(domain + commitment + publicKey + prehash))
    }

    private static func clampedScalar(
        _ half: Slice<UnsafeRawBufferPointer>, in scalars: PrimeField
    ) throws(KeyEngineError) -> BigNumber {
        let clamped = SecretBytes(count: halfLength) { bytes in
            bytes.copyBytes(from: half)
            bytes[0] &= 0xF8
            bytes[halfLength - 1] = bytes[halfLength - 1] & 0x7F | 0x40
        }
        return try secretScalar(clamped, in: scalars)
    }

    private static func nonceScalar(
        prefix: Slice<UnsafeRawBufferPointer>, prehash: [UInt8], in scalars: PrimeField
    ) throws(KeyEngineError) -> BigNumber {
        var state = SHA512_CTX()
        defer { OPENSSL_cleanse(&state, MemoryLayout<SHA512_CTX>.size) }
        let prefix = UnsafeRawBufferPointer(rebasing: prefix)
        SHA512_Init(&state)
        SHA512_Update(&state, domain, domain.count)
        SHA512_Update(&state, prefix.baseAddress, prefix.count)
        SHA512_Update(&state, prehash, prehash.count)
        let wide = SecretBytes(count: DigestAlgorithm.sha512.length) { SHA512_Final($0.bytes, &state) }
        return try secretScalar(wide, in: scalars)
    }

    private static func secretScalar(_ bytes: SecretBytes, in scalars: PrimeField) throws(KeyEngineError) -> BigNumber {
        let number = try bytes.withUnsafeBytes { bytes throws(KeyEngineError) in try BigNumber(littleEndian: bytes) }
        BN_set_flags(number.pointer, BN_FLG_CONSTTIME)
        let scalar = try scalars.reduce(number)
        BN_set_flags(scalar.pointer, BN_FLG_CONSTTIME)
        return scalar
    }

    private static func expandedSecret(of key: EVPKey) throws(KeyEngineError) -> SecretBytes {
        var isDone = false
        let seed = SecretBytes(count: halfLength) { seed in
            var length = seed.count
            isDone = EVP_PKEY_get_raw_private_key(key.pointer, seed.bytes, &length) == 1 && length == seed.count
        }
        guard isDone else { throw .libraryFailure }
        return SecretBytes(count: DigestAlgorithm.sha512.length) { output in
            seed.withUnsafeBytes { _ = SHA512($0.bytes, $0.count, output.bytes) }
        }
    }

    private static func rawPublicKey(of key: EVPKey) throws(KeyEngineError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: halfLength)
        var length = bytes.count
        guard EVP_PKEY_get_raw_public_key(key.pointer, &bytes, &length) == 1, length == bytes.count else {
            throw .libraryFailure
        }
        return bytes
    }
}
