import COpenSSL

/// ML-DSA (FIPS 204) with an empty context, hedged: over the message, or over its representative μ.
enum MLDSASignature {
    private static let randomnessLength = 32

    static func sign(_ input: SignatureInput, with key: MLDSAPrivateKey) throws(KeyEngineError) -> [UInt8] {
        var randomness = [UInt8](repeating: 0, count: randomnessLength)
        guard RAND_priv_bytes(&randomness, Int32(randomnessLength)) == 1 else { throw .libraryFailure }
        return try key.sign(representative(of: input, for: key.publicKey), randomness: randomness)
    }

    static func isValid(
        _ signature: [UInt8], for input: SignatureInput, by key: MLDSAPublicKey
    ) throws(KeyEngineError) -> Bool {
        try key.isValid(signature, for: representative(of: input, for: key))
    }

    private static func representative(
        of input: SignatureInput, for key: MLDSAPublicKey
    ) throws(KeyEngineError) -> [UInt8] {
        input.type == .externalMu ? input.bytes : try key.representative(of: input.bytes)
    }
}
