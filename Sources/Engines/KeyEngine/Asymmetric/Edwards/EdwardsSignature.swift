import COpenSSL

/// Ed25519 (RFC 8032), over the message itself or, where the algorithm says so, its hash.
enum EdwardsSignature {
    static let length = 64

    static func sign(_ input: SignatureInput, with key: EVPKey) throws(KeyEngineError) -> [UInt8] {
        if input.algorithm == .ed25519PhSha512 {
            return try PrehashedEdwardsSignature.sign(input.bytes, with: key)
        }
        guard let context = EVP_MD_CTX_new() else { throw .libraryFailure }
        defer { EVP_MD_CTX_free(context) }
        var length = Self.length
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSignInit(context, nil, nil, nil, key.pointer) == 1,
            EVP_DigestSign(context, &signature, &length, input.bytes, input.bytes.count) == 1
        else { throw .libraryFailure }
        return signature
    }

    static func isValid(
        _ signature: [UInt8], for input: SignatureInput, by key: EVPKey
    ) throws(KeyEngineError) -> Bool {
        if input.algorithm == .ed25519PhSha512 {
            return try PrehashedEdwardsSignature.isValid(signature, for: input.bytes, by: key)
        }
        guard let context = EVP_MD_CTX_new() else { throw .libraryFailure }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer) == 1 else { throw .libraryFailure }
        let isValid = EVP_DigestVerify(context, signature, signature.count, input.bytes, input.bytes.count) == 1
        if !isValid { ERR_clear_error() }
        return isValid
    }
}
