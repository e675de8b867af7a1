import COpenSSL

/// AES-256-GCM (NIST SP 800-38D) with 12-byte nonces and 16-byte tags.
enum AESGCM {
    static let nonceLength = 12
    static let tagLength = 16

    // Fetched once: looking the cipher up by name at each call costs more than encrypting a short message.
    nonisolated(unsafe) private static let cipher = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)

    /// Writes ciphertext and tag, `plaintext.count + 16` bytes, to `output`.
    /// The authenticated data is the concatenation of `header` and `context`.
    static func seal(
        _ plaintext: UnsafeRawBufferPointer, key: UnsafePointer<UInt8>, nonce: UnsafePointer<UInt8>,
        header: UnsafeRawBufferPointer, context: [UInt8], into output: UnsafeMutablePointer<UInt8>
    ) throws(KeyEngineError) {
        guard let cipherContext = EVP_CIPHER_CTX_new() else { throw .libraryFailure }
        defer { EVP_CIPHER_CTX_free(cipherContext) }
        var written: Int32 = 0
        guard EVP_EncryptInit_ex(cipherContext, cipher, nil, key, nonce) == 1,
            EVP_EncryptUpdate(cipherContext, nil, &written, header.bytes, Int32(header.count)) == 1,
            EVP_EncryptUpdate(cipherContext, nil, &written, context, Int32(context.count)) == 1,
            EVP_EncryptUpdate(cipherContext, output, &written, plaintext.bytes, Int32(plaintext.count)) == 1,
            EVP_EncryptFinal_ex(cipherContext, output + plaintext.count, &written) == 1,
            EVP_CIPHER_CTX_ctrl(
                cipherContext, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), output + plaintext.count) == 1
        else { throw .libraryFailure }
    }

    /// The plaintext of `sealed`, ciphertext and tag; nil when anything about it is not genuine.
    static func open(
        _ sealed: UnsafeRawBufferPointer, key: UnsafePointer<UInt8>, nonce: UnsafePointer<UInt8>,
        header: UnsafeRawBufferPointer, context: [UInt8]
    ) -> SecretBytes? {
        guard sealed.count >= tagLength else { return nil }
        var isGenuine = false
        let plaintext = SecretBytes(count: sealed.count - tagLength) { output in
            isGenuine = open(sealed, key: key, nonce: nonce, header: header, context: context, into: output)
        }
        return isGenuine ? plaintext : nil
    }

    /// The same into `output`, which has room for `sealed.count - 16` bytes; false when it is not genuine.
    static func open(
        _ sealed: UnsafeRawBufferPointer, key: UnsafePointer<UInt8>, nonce: UnsafePointer<UInt8>,
        header: UnsafeRawBufferPointer, context: [UInt8], into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let length = sealed.count - tagLength
        guard length >= 0, let input = sealed.bytes, let cipherContext = EVP_CIPHER_CTX_new() else { return false }
        defer { EVP_CIPHER_CTX_free(cipherContext) }
        var written: Int32 = 0
        return EVP_DecryptInit_ex(cipherContext, cipher, nil, key, nonce) == 1
            && EVP_DecryptUpdate(cipherContext, nil, &written, header.bytes, Int32(header.count)) == 1
            && EVP_DecryptUpdate(cipherContext, nil, &written, context, Int32(context.count)) == 1
            && EVP_DecryptUpdate(cipherContext, output.bytes, &written, input, Int32(length)) == 1
            && EVP_CIPHER_CTX_ctrl(
                cipherContext, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength),
                UnsafeMutablePointer(mutating: input + length)) == 1
            && EVP_DecryptFinal_ex(cipherContext, output.bytes, &written) == 1
    }
}

extension UnsafeRawBufferPointer {
    var bytes: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}

extension UnsafeMutableRawBufferPointer {
    var bytes: UnsafeMutablePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
