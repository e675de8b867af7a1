import CPKCS11
import KeyEngine

/// AES-GCM as PKCS#11 2.40 has it: the tag follows the ciphertext.
extension CryptokiSession {
    static let tagLength = 16

    func encrypt(
        _ plaintext: SecretBytes, _ key: ck_object_handle_t, nonce: [UInt8], authenticating data: [UInt8]
    ) throws(CryptokiError) -> [UInt8] {
        let functions = module.functions.pointee
        var output = [UInt8](repeating: 0, count: plaintext.count + Self.tagLength)
        var length = UInt(output.count)
        try withMechanism(nonce, data) { mechanism throws(CryptokiError) in
            try module.check(functions.C_EncryptInit?(handle, mechanism, key))
            try plaintext.withUnsafeBytes { input throws(CryptokiError) in
                try module.check(functions.C_Encrypt?(handle, input.input, UInt(input.count), &output, &length))
            }
        }
        guard length == output.count else { throw CryptokiError(code: CKR_FUNCTION_FAILED) }
        return output
    }

    func decrypt(
        _ ciphertextAndTag: [UInt8], _ key: ck_object_handle_t, nonce: [UInt8], authenticating data: [UInt8]
    ) throws(CryptokiError) -> SecretBytes {
        guard ciphertextAndTag.count >= Self.tagLength else { throw CryptokiError(code: CKR_ENCRYPTED_DATA_LEN_RANGE) }
        let functions = module.functions.pointee
        var length = UInt(ciphertextAndTag.count)
        // Some modules want room for the tag too, although they write none.
        let output = try SecretBytes(count: ciphertextAndTag.count) { output throws(CryptokiError) in
            try withMechanism(nonce, data) { mechanism throws(CryptokiError) in
                try module.check(functions.C_DecryptInit?(handle, mechanism, key))
                var input = ciphertextAndTag
                try checkDecryption(functions.C_Decrypt?(handle, &input, UInt(input.count), output.bytes, &length))
            }
        }
        let count = ciphertextAndTag.count - Self.tagLength
        guard length == count else { throw CryptokiError(code: CKR_FUNCTION_FAILED) }
        return output.withUnsafeBytes { whole in
            SecretBytes(count: count) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: whole[..<count])) }
        }
    }

    /// SoftHSM says `CKR_GENERAL_ERROR` of a tag that does not fit. So where the session is well, that is what it means.
    private func checkDecryption(_ returned: ck_rv_t?) throws(CryptokiError) {
        var info = ck_session_info()
        guard returned == CKR_GENERAL_ERROR, module.functions.pointee.C_GetSessionInfo?(handle, &info) == CKR_OK,
            info.state == CKS_RW_USER_FUNCTIONS
        else { return try module.check(returned) }
        throw CryptokiError(code: CKR_ENCRYPTED_DATA_INVALID)
    }

    private func withMechanism(
        _ nonce: [UInt8], _ data: [UInt8],
        _ body: (UnsafeMutablePointer<ck_mechanism>) throws(CryptokiError) -> Void
    ) throws(CryptokiError) {
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: nonce.count + data.count)
        defer { input.deallocate() }
        _ = input.initialize(from: nonce + data)
        var parameters = ck_gcm_params(
            iv_ptr: input.baseAddress, iv_len: UInt(nonce.count), iv_bits: UInt(nonce.count * 8),
            aad_ptr: data.isEmpty ? nil : input.baseAddress.map { $0 + nonce.count }, aad_len: UInt(data.count),
            tag_bits: UInt(Self.tagLength * 8))
        try withUnsafeMutablePointer(to: &parameters) { parameters throws(CryptokiError) in
            var mechanism = ck_mechanism(
                mechanism: CKM_AES_GCM, parameter: parameters, parameter_len: UInt(MemoryLayout<ck_gcm_params>.size))
            try body(&mechanism)
        }
    }
}
