/// Turns passwords into what may be stored of them: a slow, salted hash that tells nothing but whether another password
/// is the same.
public struct PasswordHash: Sendable, Hashable, Codable {
    public static let saltLength = 16
    private static let digestLength = 32

    /// Random, and another for each user.
    public let salt: [UInt8]
    private let cost: Cost

    private struct Cost: Sendable, Hashable, Codable {
        var exponent: UInt8
        var blockSize: UInt8
        var parallelization: UInt8

        /// 32 MiB and about a tenth of a second.
        /// Source: OWASP Password Storage Cheat Sheet, scrypt, N=2^15, r=8, p=3.
        static let standard = Cost(exponent: 15, blockSize: 8, parallelization: 3)
    }

    public init(salt: [UInt8]) {
        self.salt = salt
        cost = .standard
    }

    /// 32 bytes. Takes the time and memory that make guessing dear.
    public func digest(of password: SecretBytes) throws(KeyEngineError) -> SecretBytes {
        let scrypt = Scrypt(
            costExponent: cost.exponent, blockSize: cost.blockSize, parallelization: cost.parallelization)
        return try scrypt.deriveKey(password, salt: salt, length: Self.digestLength)
    }
}
