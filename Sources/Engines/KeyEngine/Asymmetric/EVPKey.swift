import COpenSSL

/// A parsed key of OpenSSL's, freed with the last reference; its private numbers are wiped by OpenSSL then.
///
/// OpenSSL allows concurrent use of a key that no one changes, and nothing changes one after it is wrapped.
final class EVPKey: @unchecked Sendable {
    let pointer: OpaquePointer
    let idleContexts = SignatureContextPool()

    /// Takes ownership. Throws `failure` for nil, which is how OpenSSL says that it made no key.
    init(owning pointer: OpaquePointer?, orThrow failure: KeyEngineError) throws(KeyEngineError) {
        guard let pointer else {
            ERR_clear_error()
            throw failure
        }
        self.pointer = pointer
    }

    deinit { EVP_PKEY_free(pointer) }

    /// Whether the key is of the spec's algorithm and exactly its curve or size.
    func isOf(_ spec: KeySpec) -> Bool {
        switch spec.family {
        case .rsa:
            EVP_PKEY_is_a(pointer, "RSA") == 1 && Int(EVP_PKEY_get_bits(pointer)) == spec.rsaModulusBits
        case .ellipticCurve:
            EVP_PKEY_is_a(pointer, "EC") == 1 && groupName == spec.ellipticCurveName && isOnNamedCurve
        case .edwards: EVP_PKEY_is_a(pointer, "ED25519") == 1
        case .symmetric, .hmac, .mlDsa, .sm2: false
        }
    }

    private var groupName: String? { text(OSSL_PKEY_PARAM_GROUP_NAME) }

    /// False for a key that spells out its curve's parameters, which SubjectPublicKeyInfo forbids (RFC 5480 section 2.1.1).
    private var isOnNamedCurve: Bool { text(OSSL_PKEY_PARAM_EC_ENCODING) == OSSL_PKEY_EC_ENCODING_GROUP }

    private func text(_ parameter: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 64)
        var length = 0
        guard EVP_PKEY_get_utf8_string_param(pointer, parameter, &buffer, buffer.count, &length) == 1 else {
            return nil
        }
        return String(decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// A context that the caller has to itself, and gives back to `idleContexts` after success.
    func signatureContext(for purpose: SignatureContext.Purpose) throws(KeyEngineError) -> SignatureContext {
        if let idle = idleContexts.take(purpose) { return idle }
        return try SignatureContext(purpose, with: pointer)
    }

    /// Runs `body` with a new operation context on this key.
    func withContext<Result>(
        _ body: (OpaquePointer) throws(KeyEngineError) -> Result
    ) throws(KeyEngineError) -> Result {
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil) else { throw .libraryFailure }
        defer { EVP_PKEY_CTX_free(context) }
        return try body(context)
    }
}

extension KeySpec {
    /// OpenSSL's name of the curve (SEC 2, but for P-256, which keeps its X9.62 name).
    var ellipticCurveName: String? {
        switch self {
        case .eccNistP256: "prime256v1"
        case .eccNistP384: "secp384r1"
        case .eccNistP521: "secp521r1"
        case .eccSecgP256k1: "secp256k1"
        default: nil
        }
    }
}
