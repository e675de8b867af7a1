import COpenSSL

/// The material of an HMAC key, made ready for use (RFC 2104).
public final class MacKey: Sendable {
    public let algorithm: MacAlgorithm
    private let backing: Backing

    private enum Backing: Sendable {
        case sha256(PaddedKey<SHA256_CTX>)
        case sha512(PaddedKey<SHA512_CTX>)
    }

    public convenience init(_ material: KeyMaterial) throws(KeyEngineError) {
        guard let algorithm = material.spec.macAlgorithms.first else { throw .unsupportedAlgorithm }
        try self.init(algorithm: algorithm, secret: material.secret)
    }

    init(algorithm: MacAlgorithm, secret: SecretBytes) throws(KeyEngineError) {
        self.algorithm = algorithm
        backing =
            switch algorithm {
            case .hmacSha224, .hmacSha256: .sha256(try PaddedKey(secret, digest: algorithm.digest))
            case .hmacSha384, .hmacSha512: .sha512(try PaddedKey(secret, digest: algorithm.digest))
            }
    }

    /// The MAC of up to 4096 bytes. Throws `unsupportedAlgorithm` unless `algorithm` is the key's.
    public func mac(_ message: [UInt8], algorithm: MacAlgorithm) throws(KeyEngineError) -> [UInt8] {
        guard algorithm == self.algorithm else { throw .unsupportedAlgorithm }
        guard message.count <= KeySpec.messageLimit else { throw .messageTooLong }
        return [UInt8](unsafeUninitializedCapacity: algorithm.macLength) { buffer, count in
            guard let output = buffer.baseAddress else { return }
            message.withUnsafeBytes { message in
                switch backing {
                case .sha256(let key): key.authenticate(into: output) { $0.add(message) }
                case .sha512(let key): key.authenticate(into: output) { $0.add(message) }
                }
            }
            count = algorithm.macLength
        }
    }

    /// Returns if `mac` is this key's over `message`, and throws `invalidMac` if not, in the same time wherever they differ.
    public func verify(_ mac: [UInt8], of message: [UInt8], algorithm: MacAlgorithm) throws(KeyEngineError) {
        let expected = try self.mac(message, algorithm: algorithm)
        guard mac.count == expected.count, CRYPTO_memcmp(mac, expected, mac.count) == 0 else { throw .invalidMac }
    }
}
