import COpenSSL

/// AES key wrap with padding (RFC 5649, NIST SP 800-38F "KWP"), under AES keys of 16, 24 or 32 bytes.
enum KeyWrapWithPadding {
    private static let blockLength = 8

    /// Throws `invalidWrappedMaterial` for whatever does not unwrap.
    static func unwrap(_ wrapped: [UInt8], with key: SecretBytes) throws(KeyEngineError) -> SecretBytes {
        guard wrapped.count >= 2 * blockLength, wrapped.count.isMultiple(of: blockLength),
            let cipher = EVP_CIPHER_fetch(nil, "AES-\(key.count * 8)-WRAP-PAD", nil)
        else { throw .invalidWrappedMaterial }
        defer { EVP_CIPHER_free(cipher) }
        guard let context = EVP_CIPHER_CTX_new() else { throw .libraryFailure }
        defer { EVP_CIPHER_CTX_free(context) }
        EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW)
        var length: Int32 = 0
        var isGenuine = false
        let padded = SecretBytes(count: wrapped.count) { output in
            isGenuine =
                key.withUnsafeBytes { EVP_DecryptInit_ex(context, cipher, nil, $0.bytes, nil) == 1 }
                && EVP_DecryptUpdate(context, output.bytes, &length, wrapped, Int32(wrapped.count)) == 1
        }
        guard isGenuine, length > 0 else {
            ERR_clear_error()
            throw .invalidWrappedMaterial
        }
        return SecretBytes(count: Int(length)) { material in
            padded.withUnsafeBytes { material.copyBytes(from: $0.prefix(Int(length))) }
        }
    }
}
