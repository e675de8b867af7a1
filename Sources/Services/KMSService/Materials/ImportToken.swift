import AWSProtocols
import Essentials
import KMSModel
import KeyEngine

/// What an import token says: for which key, until when, and with which wrapping key pair. Sealed and self-contained,
/// so that nothing is stored until material really comes, and nobody else reads the private half.
struct ImportToken {
    static let lifetime = TimeSpan.hours(24)
    private static let purpose = "kms.importToken"

    let keyARN: String
    let algorithm: WrappingAlgorithm
    let expiresAt: Timestamp
    let pair: WrappingKeyPair

    init(keyARN: String, algorithm: WrappingAlgorithm, expiresAt: Timestamp, pair: WrappingKeyPair) {
        self.keyARN = keyARN
        self.algorithm = algorithm
        self.expiresAt = expiresAt
        self.pair = pair
    }

    /// One line of text, then the private key's bytes.
    func sealed(by rootKey: RootKey, random: any RandomSource) throws(KeyEngineError) -> [UInt8] {
        let line = "\(keyARN) \(algorithm.rawValue) \(pair.spec.rawValue) \(expiresAt.milliseconds)\n"
        let text = Array(line.utf8)
        let privateKey = pair.pkcs8
        let content = SecretBytes(count: text.count + privateKey.count) { content in
            content.copyBytes(from: text)
            privateKey.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: content[text.count...]).copyMemory(from: $0)
            }
        }
        return try rootKey.sealToken(content, purpose: Self.purpose, random: random)
    }

    /// Throws InvalidImportTokenException for whatever `sealed` did not make.
    init(opening token: [UInt8], with rootKey: RootKey) throws(AWSError) {
        guard let content = try? rootKey.openToken(token, purpose: Self.purpose),
            let (line, privateKey) = Self.split(content)
        else { throw Self.invalid }
        let fields = line.split(separator: " ").map(String.init)
        guard fields.count == 4, let algorithm = WrappingAlgorithm(rawValue: fields[1]),
            let spec = KeyEngine.WrappingKeySpec(rawValue: fields[2]), let milliseconds = Int64(fields[3]),
            let pair = try? WrappingKeyPair(spec: spec, pkcs8: privateKey)
        else { throw Self.invalid }
        keyARN = fields[0]
        self.algorithm = algorithm
        expiresAt = Timestamp(milliseconds: milliseconds)
        self.pair = pair
    }

    private static func split(_ content: SecretBytes) -> (line: String, privateKey: SecretBytes)? {
        content.withUnsafeBytes { bytes in
            guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            let line = String(decoding: bytes[..<end], as: UTF8.self)
            let rest = UnsafeRawBufferPointer(rebasing: bytes[(end + 1)...])
            return (line, SecretBytes(count: rest.count) { $0.copyMemory(from: rest) })
        }
    }

    static let invalid = AWSError(.invalidImportTokenException, "The import token is not valid.")
    static let expired = AWSError(.expiredImportTokenException, "The import token has expired.")
}
