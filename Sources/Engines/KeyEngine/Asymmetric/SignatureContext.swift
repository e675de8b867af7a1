import COpenSSL

/// One of OpenSSL's contexts, set up to sign or to verify by one algorithm with one key, as often as asked: it is for
/// one thread at a time, and keeps the key alive.
final class SignatureContext: @unchecked Sendable {
    /// What a context is set up for.
    struct Purpose: Hashable {
        enum Operation { case sign, verify }
        let operation: Operation
        let algorithm: SigningAlgorithm
    }

    let pointer: OpaquePointer

    init(_ purpose: Purpose, with key: OpaquePointer) throws(KeyEngineError) {
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { throw .libraryFailure }
        pointer = context
        let isReady =
            switch purpose.operation {
            case .sign: EVP_PKEY_sign_init(context) == 1
            case .verify: EVP_PKEY_verify_init(context) == 1
            }
        guard isReady, Self.configure(context, for: purpose.algorithm) else {
            ERR_clear_error()
            throw .libraryFailure
        }
    }

    deinit { EVP_PKEY_CTX_free(pointer) }

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
