import COpenSSL

/// Signatures over a digest: RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017), whose salt is as long as the digest, and
/// ECDSA (FIPS 186-5).
enum DigestSignature {
    static func sign(_ input: SignatureInput, with key: EVPKey) throws(KeyEngineError) -> [UInt8] {
        let purpose = SignatureContext.Purpose(operation: .sign, algorithm: input.algorithm)
        let context = try key.signatureContext(for: purpose)
        var length = Int(EVP_PKEY_get_size(key.pointer))
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_PKEY_sign(context.pointer, &signature, &length, input.bytes, input.bytes.count) == 1 else {
            ERR_clear_error()
            throw .libraryFailure
        }
        key.idleContexts.giveBack(context, for: purpose)
        signature.removeLast(signature.count - length)
        return signature
    }

    static func isValid(
        _ signature: [UInt8], for input: SignatureInput, by key: EVPKey
    ) throws(KeyEngineError) -> Bool {
        let purpose = SignatureContext.Purpose(operation: .verify, algorithm: input.algorithm)
        let context = try key.signatureContext(for: purpose)
        let isValid =
            EVP_PKEY_verify(context.pointer, signature, signature.count, input.bytes, input.bytes.count) == 1
        // A context is kept after success alone, so that no failure leaves a trace in the next caller's.
        guard isValid else {
            ERR_clear_error()
            return false
        }
        key.idleContexts.giveBack(context, for: purpose)
        return true
    }
}
