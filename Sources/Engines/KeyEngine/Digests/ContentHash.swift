/// The hash of what is stored or delivered, by which a change of it is found.
public enum ContentHash {
    /// SHA-256 (FIPS 180-4): 32 bytes.
    public static func sha256(_ content: [UInt8]) -> [UInt8] { DigestAlgorithm.sha256.hash(content) }
}
