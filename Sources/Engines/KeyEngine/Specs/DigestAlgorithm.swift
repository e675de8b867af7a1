import COpenSSL

/// The hash functions of FIPS 180-4 that KMS's algorithms are made of.
enum DigestAlgorithm: Sendable {
    case sha1, sha224, sha256, sha384, sha512

    /// In bytes.
    var length: Int {
        switch self {
        case .sha1: 20
        case .sha224: 28
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// OpenSSL's object for the function: static, never freed.
    var evp: OpaquePointer? {
        switch self {
        case .sha1: EVP_sha1()
        case .sha224: EVP_sha224()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }

    func hash(_ message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            let output = buffer.baseAddress
            switch self {
            case .sha1: _ = SHA1(message, message.count, output)
            case .sha224: _ = SHA224(message, message.count, output)
            case .sha256: _ = SHA256(message, message.count, output)
            case .sha384: _ = SHA384(message, message.count, output)
            case .sha512: _ = SHA512(message, message.count, output)
            }
            count = length
        }
    }
}
