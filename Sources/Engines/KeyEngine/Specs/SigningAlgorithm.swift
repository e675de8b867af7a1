/// How Sign and Verify work. Raw values are AWS's names.
/// Source: AWS KMS API reference, `SigningAlgorithmSpec`.
public enum SigningAlgorithm: String, CaseIterable, Sendable {
    case rsassaPssSha256 = "RSASSA_PSS_SHA_256"
    case rsassaPssSha384 = "RSASSA_PSS_SHA_384"
    case rsassaPssSha512 = "RSASSA_PSS_SHA_512"
    case rsassaPkcs1V15Sha256 = "RSASSA_PKCS1_V1_5_SHA_256"
    case rsassaPkcs1V15Sha384 = "RSASSA_PKCS1_V1_5_SHA_384"
    case rsassaPkcs1V15Sha512 = "RSASSA_PKCS1_V1_5_SHA_512"
    case ecdsaSha256 = "ECDSA_SHA_256"
    case ecdsaSha384 = "ECDSA_SHA_384"
    case ecdsaSha512 = "ECDSA_SHA_512"
    case sm2dsa = "SM2DSA"
    case mlDsaShake256 = "ML_DSA_SHAKE_256"
    case ed25519Sha512 = "ED25519_SHA_512"
    case ed25519PhSha512 = "ED25519_PH_SHA_512"

    /// The length in bytes of a message of type DIGEST; nil where the algorithm takes none.
    public var digestLength: Int? {
        self == .ed25519PhSha512 ? DigestAlgorithm.sha512.length : messageDigest?.length
    }

    /// The message types that the algorithm accepts.
    public var messageTypes: [MessageType] {
        switch self {
        case .ed25519Sha512: [.raw]
        case .ed25519PhSha512: [.digest]
        case .mlDsaShake256: [.raw, .externalMu]
        default: [.raw, .digest]
        }
    }

    /// The hash that is applied to a message of type RAW before the signature; nil where hashing is the scheme's own.
    var messageDigest: DigestAlgorithm? {
        switch self {
        case .rsassaPssSha256, .rsassaPkcs1V15Sha256, .ecdsaSha256: .sha256
        case .rsassaPssSha384, .rsassaPkcs1V15Sha384, .ecdsaSha384: .sha384
        case .rsassaPssSha512, .rsassaPkcs1V15Sha512, .ecdsaSha512: .sha512
        case .sm2dsa, .mlDsaShake256, .ed25519Sha512, .ed25519PhSha512: nil
        }
    }

    var isPSS: Bool {
        switch self {
        case .rsassaPssSha256, .rsassaPssSha384, .rsassaPssSha512: true
        default: false
        }
    }
}
