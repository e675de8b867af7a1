import Crypto
import Essentials

/// Signs the chunks of a payload one after the other, each over the signature before it.
///
/// Source: Amazon S3 API reference, "Signature calculations for the Authorization header: Transferring payload in multiple
/// chunks" and "… including trailing headers".
public struct ChunkSigner: Sendable {
    private let key: SigningKey
    private let timestamp: String
    private let scope: CredentialScope
    /// 32 bytes: at first the request's own, the seed.
    private var previous: [UInt8]

    private static let emptyDigest = Array(SHA256.hash(data: [UInt8]()))

    /// - Parameters:
    ///   - seed: the signature of the request's head, 32 bytes
    ///   - timestamp: `YYYYMMDDTHHMMSSZ`
    public init(key: SigningKey, seed: [UInt8], timestamp: String, scope: CredentialScope) {
        (self.key, previous, self.timestamp, self.scope) = (key, seed, timestamp, scope)
    }

    /// The signature of the next chunk, 32 bytes.
    /// - Parameter digest: the SHA-256 of the chunk's data
    public mutating func sign(chunk digest: [UInt8]) -> [UInt8] {
        previous = key.signature(of: text("AWS4-HMAC-SHA256-PAYLOAD", [Self.emptyDigest, digest]))
        return previous
    }

    /// Whether this is the next chunk's signature. The one after is held against it then.
    mutating func accepts(_ signature: [UInt8], ofChunk digest: [UInt8]) -> Bool {
        accepts(signature, of: text("AWS4-HMAC-SHA256-PAYLOAD", [Self.emptyDigest, digest]))
    }

    /// The signature of the fields after the last chunk, 32 bytes.
    /// - Parameter canonical: `name:value`, each with a line feed
    public func sign(trailer canonical: [UInt8]) -> [UInt8] {
        key.signature(of: text("AWS4-HMAC-SHA256-TRAILER", [Array(SHA256.hash(data: canonical))]))
    }

    mutating func accepts(_ signature: [UInt8], ofTrailer canonical: [UInt8]) -> Bool {
        accepts(signature, of: text("AWS4-HMAC-SHA256-TRAILER", [Array(SHA256.hash(data: canonical))]))
    }

    private mutating func accepts(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        previous = signature
        return key.isValid(signature, of: text)
    }

    private func text(_ algorithm: String, _ digests: [[UInt8]]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(384)
        output.append(contentsOf: algorithm.utf8)
        output.append(ASCII.newline)
        output.append(contentsOf: timestamp.utf8)
        output.append(ASCII.newline)
        scope.append(to: &output)
        for part in [previous] + digests {
            output.append(ASCII.newline)
            output.append(contentsOf: Hex.encodedBytes(part))
        }
        return output
    }
}
