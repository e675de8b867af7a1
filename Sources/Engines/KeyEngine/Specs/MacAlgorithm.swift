/// How GenerateMac and VerifyMac work. Raw values are AWS's names.
/// Source: AWS KMS API reference, `MacAlgorithmSpec`.
public enum MacAlgorithm: String, CaseIterable, Sendable {
    case hmacSha224 = "HMAC_SHA_224"
    case hmacSha256 = "HMAC_SHA_256"
    case hmacSha384 = "HMAC_SHA_384"
    case hmacSha512 = "HMAC_SHA_512"

    /// The length of a MAC in bytes.
    public var macLength: Int { digest.length }

    var digest: DigestAlgorithm {
        switch self {
        case .hmacSha224: .sha224
        case .hmacSha256: .sha256
        case .hmacSha384: .sha384
        case .hmacSha512: .sha512
        }
    }
}
