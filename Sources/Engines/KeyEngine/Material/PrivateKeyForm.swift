import COpenSSL
import Essentials

/// Private keys as DER PKCS#8: made, read, checked and written.
enum PrivateKeyForm {
    private static let edwardsSeedLength = 32

    static func generate(_ spec: KeySpec, random: some RandomSource) throws(KeyEngineError) -> SecretBytes {
        switch spec.family {
        case .rsa, .ellipticCurve: return try encode(try generateByLibrary(spec))
        case .edwards:
            var drawn = random.bytes(edwardsSeedLength)
            let seed = SecretBytes(taking: &drawn)
            let key = seed.withUnsafeBytes {
                EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, $0.bytes, $0.count)
            }
            return try encode(try EVPKey(owning: key, orThrow: .libraryFailure))
        case .mlDsa:
            guard let parameters = MLDSAParameters(spec) else { throw .unsupportedKeySpec }
            var drawn = random.bytes(MLDSAParameters.seedLength)
            return MLDSAEncoding.privateKeyInfo(seed: SecretBytes(taking: &drawn), parameters)
        case .symmetric, .hmac, .sm2: throw .unsupportedKeySpec
        }
    }

    /// The one encoding of the key in `secret`, once it is found whole. Throws `invalidKeyMaterial` otherwise.
    static func canonical(_ secret: SecretBytes, of spec: KeySpec) throws(KeyEngineError) -> SecretBytes {
        if let parameters = MLDSAParameters(spec) {
            // The seed is the whole key: there is nothing that it could disagree with.
            _ = try MLDSAEncoding.privateKey(secret, parameters)
            return secret
        }
        let key = try parse(secret, of: spec)
        let isConsistent = try key.withContext { EVP_PKEY_check($0) == 1 }
        guard isConsistent else {
            ERR_clear_error()
            throw .invalidKeyMaterial
        }
        return try encode(key)
    }

    static func parse(_ secret: SecretBytes, of spec: KeySpec) throws(KeyEngineError) -> EVPKey {
        let pointer = secret.withUnsafeBytes { der -> OpaquePointer? in
            var position = der.bytes
            guard let info = d2i_PKCS8_PRIV_KEY_INFO(nil, &position, der.count) else { return nil }
            defer { PKCS8_PRIV_KEY_INFO_free(info) }
            guard position == der.bytes.map({ $0 + der.count }) else { return nil }
            return EVP_PKCS82PKEY(info)
        }
        let key = try EVPKey(owning: pointer, orThrow: .invalidKeyMaterial)
        guard key.isOf(spec) else { throw .invalidKeyMaterial }
        return key
    }

    private static func generateByLibrary(_ spec: KeySpec) throws(KeyEngineError) -> EVPKey {
        let algorithm = spec.family == .rsa ? "RSA" : "EC"
        guard let context = EVP_PKEY_CTX_new_from_name(nil, algorithm, nil) else { throw .libraryFailure }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_keygen_init(context) == 1 else { throw .libraryFailure }
        if let bits = spec.rsaModulusBits {
            guard EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) == 1 else { throw .libraryFailure }
        } else if let curve = spec.ellipticCurveName {
            guard EVP_PKEY_CTX_set_group_name(context, curve) == 1 else { throw .libraryFailure }
        }
        var key: OpaquePointer?
        EVP_PKEY_generate(context, &key)
        return try EVPKey(owning: key, orThrow: .libraryFailure)
    }

    private static func encode(_ key: EVPKey) throws(KeyEngineError) -> SecretBytes {
        guard let info = EVP_PKEY2PKCS8(key.pointer) else { throw .libraryFailure }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        let length = i2d_PKCS8_PRIV_KEY_INFO(info, nil)
        guard length > 0 else { throw .libraryFailure }
        return SecretBytes(count: Int(length)) { output in
            var position = output.bytes
            i2d_PKCS8_PRIV_KEY_INFO(info, &position)
        }
    }
}
