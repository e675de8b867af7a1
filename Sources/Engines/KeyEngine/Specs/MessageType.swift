/// What the message of Sign and Verify is. Raw values are AWS's names.
/// Source: AWS KMS API reference, Sign, `MessageType`.
public enum MessageType: String, CaseIterable, Sendable {
    /// The message itself, at most 4096 bytes.
    case raw = "RAW"
    /// The message's hash, by the hash function of the signing algorithm.
    case digest = "DIGEST"
    /// The 64-byte message representative μ of ML-DSA (FIPS 204 section 6.2).
    case externalMu = "EXTERNAL_MU"

    public static let externalMuLength = 64
}
