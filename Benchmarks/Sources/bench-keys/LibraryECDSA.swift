import COpenSSL
import KeyEngine

/// ECDSA as a C program calls it, with each context set up once: for secp256k1, which `openssl speed` does not know.
final class LibraryECDSA: KeyExercise {
    struct Failure: Error {}

    private let signing: OpaquePointer
    private let verifying: OpaquePointer
    private let digest = [UInt8](repeating: 7, count: 32)
    private var signature: [UInt8] = []

    init(_ material: KeyMaterial) throws {
        let key = material.secret.withUnsafeBytes { der -> OpaquePointer? in
            var position = der.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return d2i_AutoPrivateKey(nil, &position, der.count)
        }
        // A context holds the key from here on.
        defer { EVP_PKEY_free(key) }
        guard let signing = EVP_PKEY_CTX_new_from_pkey(nil, key, nil), EVP_PKEY_sign_init(signing) == 1,
            let verifying = EVP_PKEY_CTX_new_from_pkey(nil, key, nil), EVP_PKEY_verify_init(verifying) == 1
        else { throw Failure() }
        (self.signing, self.verifying) = (signing, verifying)
        try make()
    }

    deinit {
        EVP_PKEY_CTX_free(signing)
        EVP_PKEY_CTX_free(verifying)
    }

    func make() throws {
        var length = 80
        var output = [UInt8](repeating: 0, count: length)
        guard EVP_PKEY_sign(signing, &output, &length, digest, digest.count) == 1 else { throw Failure() }
        signature = Array(output.prefix(length))
    }

    func check() throws {
        guard EVP_PKEY_verify(verifying, signature, signature.count, digest, digest.count) == 1 else {
            throw Failure()
        }
    }
}
