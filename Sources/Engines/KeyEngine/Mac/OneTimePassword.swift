import COpenSSL
import Essentials

/// Time-based one-time passwords of six digits: HMAC-SHA-1 over 30-second steps (RFC 6238, RFC 4226).
public struct OneTimePassword: Sendable {
    private let seed: SecretBytes

    public init(seed: SecretBytes) { self.seed = seed }

    /// The step that an instant lies in, counted from 1970.
    public static func step(at instant: Timestamp) -> Int64 { instant.seconds / 30 }

    /// Whether `code` is the password of a step; takes the same time wherever it differs.
    public func matches(_ code: String, at step: Int64) -> Bool {
        let expected = Array(self.code(at: step).utf8)
        let given = Array(code.utf8)
        return given.count == expected.count && CRYPTO_memcmp(given, expected, expected.count) == 0
    }

    public func code(at step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
        let digest = seed.withUnsafeBytes { Self.hmacSHA1(counter, key: $0) }
        // Dynamic truncation, RFC 4226 section 5.3.
        let offset = Int(digest[19] & 0x0F)
        let number = digest[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    private static func hmacSHA1(_ message: [UInt8], key: UnsafeRawBufferPointer) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 20)
        _ = HMAC(EVP_sha1(), key.baseAddress, Int32(key.count), message, message.count, &digest, nil)
        return digest
    }
}
