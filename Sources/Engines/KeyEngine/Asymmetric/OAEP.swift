import COpenSSL

/// RSAES-OAEP (RFC 8017 section 7.1) with an empty label, and MGF1 over the same hash.
enum OAEP {
    static func encrypt(
        _ plaintext: SecretBytes, to key: EVPKey, digest: DigestAlgorithm
    ) throws(KeyEngineError) -> [UInt8] {
        try key.withContext { context throws(KeyEngineError) in
            guard EVP_PKEY_encrypt_init(context) == 1, configure(context, digest) else { throw .libraryFailure }
            var length = Int(EVP_PKEY_get_size(key.pointer))
            var ciphertext = [UInt8](repeating: 0, count: length)
            let isDone = plaintext.withUnsafeBytes {
                EVP_PKEY_encrypt(context, &ciphertext, &length, $0.bytes, $0.count) == 1
            }
            guard isDone else { throw .libraryFailure }
            return ciphertext
        }
    }

    static func decrypt(
        _ ciphertext: [UInt8], with key: EVPKey, digest: DigestAlgorithm
    ) throws(KeyEngineError) -> SecretBytes {
        try key.withContext { context throws(KeyEngineError) in
            guard EVP_PKEY_decrypt_init(context) == 1, configure(context, digest) else { throw .libraryFailure }
            var length = Int(EVP_PKEY_get_size(key.pointer))
            guard ciphertext.count == length else { throw .invalidCiphertext }
            var isGenuine = false
            let padded = SecretBytes(count: length) {
                isGenuine = EVP_PKEY_decrypt(context, $0.bytes, &length, ciphertext, ciphertext.count) == 1
            }
            guard isGenuine else {
                ERR_clear_error()
                throw .invalidCiphertext
            }
            return SecretBytes(count: length) { plaintext in
                padded.withUnsafeBytes { plaintext.copyBytes(from: $0.prefix(length)) }
            }
        }
    }

    private static func configure(_ context: OpaquePointer, _ digest: DigestAlgorithm) -> Bool {
        // MGF1 takes OAEP's hash unless told otherwise.
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_oaep_md(context, digest.evp) == 1
    }
}
