import COpenSSL

/// Elliptic-curve Diffie-Hellman (NIST SP 800-56A section 5.7.1.2) on curves of cofactor one.
enum DiffieHellman {
    static func sharedSecret(_ key: EVPKey, _ peer: EVPKey) throws(KeyEngineError) -> SecretBytes {
        try key.withContext { context throws(KeyEngineError) in
            guard EVP_PKEY_derive_init(context) == 1 else { throw .libraryFailure }
            var length = 0
            // Setting the peer checks its point against the curve.
            guard EVP_PKEY_derive_set_peer(context, peer.pointer) == 1,
                EVP_PKEY_derive(context, nil, &length) == 1
            else {
                ERR_clear_error()
                throw .invalidPublicKey
            }
            var isDone = false
            let secret = SecretBytes(count: length) { isDone = EVP_PKEY_derive(context, $0.bytes, &length) == 1 }
            guard isDone, length == secret.count else { throw .libraryFailure }
            return secret
        }
    }
}
