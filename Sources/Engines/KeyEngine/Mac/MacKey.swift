import COpenSSL

/// The material of an HMAC key, made ready for use (RFC 2104).
public final class MacKey: Sendable {
    public let algorithm: MacAlgorithm
    private let secret: SecretBytes

    public convenience init(_ material: KeyMaterial) throws(KeyEngineError) {
        guard let algorithm = material.spec.macAlgorithms.first else { throw .unsupportedAlgorithm }
        self.init(algorithm: algorithm, secret: material.secret)
    }

    init(algorithm: MacAlgorithm, secret: SecretBytes) {
        self.algorithm = algorithm
        self.secret = secret
    }

    /// The MAC of up to 4096 bytes. Throws `unsupportedAlgorithm` unless `algorithm` is the key's.
    public func mac(_ message: [UInt8], algorithm: MacAlgorithm) throws(KeyEngineError) -> [UInt8] {
        guard algorithm == self.algorithm else { throw .unsupportedAlgorithm }
        guard message.count <= KeySpec.messageLimit else { throw .messageTooLong }
        var mac = [UInt8](repeating: 0, count: algorithm.macLength)
        let isDone = secret.withUnsafeBytes {
            HMAC(algorithm.digest.evp, $0.baseAddress, Int32($0.count), message, message.count, &mac, nil) != nil
        }
        guard isDone else { throw .libraryFailure }
        return mac
    }

    /// Returns if `mac` is this key's over `message`, and throws `invalidMac` if not, in the same time wherever they differ.
    public func verify(_ mac: [UInt8], of message: [UInt8], algorithm: MacAlgorithm) throws(KeyEngineError) {
        let expected = try self.mac(message, algorithm: algorithm)
        guard mac.count == expected.count, CRYPTO_memcmp(mac, expected, mac.count) == 0 else { throw .invalidMac }
    }
}
