import COpenSSL

/// Signatures over a digest: RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017), whose salt is as long as the digest, and
/// ECDSA (FIPS 186-5).
enum DigestSignature {
    static func sign(_ input: SignatureInput, with key: EVPKey) throws(KeyEngineError) -> [UInt8] {
        try key.withContext { context throws(KeyEngineError) in
            guard EVP_PKEY_sign_init(context) == 1, configure(context, for: input.algorithm) else {
                throw .libraryFailure
            }
            var length = Int(EVP_PKEY_get_size(key.pointer))
            var signature = [UInt8](repeating: 0, count: length)
            guard EVP_PKEY_sign(context, &signature, &length, input.bytes, input.bytes.count) == 1 else {
                ERR_clear_error()
                throw .libraryFailure
            }
            signature.removeLast(signature.count - length)
            return signature
        }
    }

    static func isValid(
        _ signature: [UInt8], for input: SignatureInput, by key: EVPKey
    ) throws(KeyEngineError) -> Bool {
        try key.withContext { context throws(KeyEngineError) in
            guard EVP_PKEY_verify_init(context) == 1, configure(context, for: input.algorithm) else {
                throw .libraryFailure
            }
            let isValid =
                EVP_PKEY_verify(context, signature, signature.count, input.bytes, input.bytes.count) == 1
            if !isValid { ERR_clear_error() }
            return isValid
        }
    }

    private static func configure(_ context: OpaquePointer, for algorithm: SigningAlgorithm) -> Bool {
        guard let digest = algorithm.messageDigest?.evp else { return false }
        if algorithm.isPSS {
            return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_signature_md(context, digest) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1
        }
        // An RSA context pads by PKCS #1 v1.5 unless told otherwise.
        return EVP_PKEY_CTX_set_signature_md(context, digest) == 1
    }
}
