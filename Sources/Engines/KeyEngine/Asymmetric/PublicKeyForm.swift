import COpenSSL

/// OpenSSL's public keys as DER SubjectPublicKeyInfo.
enum PublicKeyForm {
    /// Throws `invalidPublicKey` unless `der` is one valid public key of `spec` and nothing more.
    static func parse(_ der: [UInt8], of spec: KeySpec) throws(KeyEngineError) -> EVPKey {
        let pointer = der.withUnsafeBytes { der -> OpaquePointer? in
            var position = der.bytes
            guard let key = d2i_PUBKEY(nil, &position, der.count) else { return nil }
            guard position == der.bytes.map({ $0 + der.count }) else {
                EVP_PKEY_free(key)
                return nil
            }
            return key
        }
        let key = try EVPKey(owning: pointer, orThrow: .invalidPublicKey)
        guard key.isOf(spec) else { throw .invalidPublicKey }
        return key
    }

    static func encode(_ key: EVPKey) throws(KeyEngineError) -> [UInt8] {
        let length = i2d_PUBKEY(key.pointer, nil)
        guard length > 0 else { throw .libraryFailure }
        return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
            var position = buffer.baseAddress
            count = Int(i2d_PUBKEY(key.pointer, &position))
        }
    }
}
