/// The type of a KMS key's material. Raw values are AWS's names.
/// Source: AWS KMS developer guide, "Key spec reference".
public enum KeySpec: String, CaseIterable, Sendable {
    case symmetricDefault = "SYMMETRIC_DEFAULT"
    case rsa2048 = "RSA_2048"
    case rsa3072 = "RSA_3072"
    case rsa4096 = "RSA_4096"
    case eccNistP256 = "ECC_NIST_P256"
    case eccNistP384 = "ECC_NIST_P384"
    case eccNistP521 = "ECC_NIST_P521"
    case eccSecgP256k1 = "ECC_SECG_P256K1"
    case eccNistEdwards25519 = "ECC_NIST_EDWARDS25519"
    case hmac224 = "HMAC_224"
    case hmac256 = "HMAC_256"
    case hmac384 = "HMAC_384"
    case hmac512 = "HMAC_512"
    case mlDsa44 = "ML_DSA_44"
    case mlDsa65 = "ML_DSA_65"
    case mlDsa87 = "ML_DSA_87"
    /// Known by name only: AWS offers SM2 in its China Regions alone, and this engine makes no such keys.
    case sm2 = "SM2"

    /// The kind of key, which decides the form of its material.
    public enum Family: Sendable {
        case symmetric, rsa, ellipticCurve, edwards, hmac, mlDsa, sm2
    }

    public var family: Family {
        switch self {
        case .symmetricDefault: .symmetric
        case .rsa2048, .rsa3072, .rsa4096: .rsa
        case .eccNistP256, .eccNistP384, .eccNistP521, .eccSecgP256k1: .ellipticCurve
        case .eccNistEdwards25519: .edwards
        case .hmac224, .hmac256, .hmac384, .hmac512: .hmac
        case .mlDsa44, .mlDsa65, .mlDsa87: .mlDsa
        case .sm2: .sm2
        }
    }

    public var isSupported: Bool { self != .sm2 }

    /// Whether the key is a pair, of which the public half may be given out.
    public var isAsymmetric: Bool {
        switch family {
        case .symmetric, .hmac: false
        case .rsa, .ellipticCurve, .edwards, .mlDsa, .sm2: true
        }
    }

    /// Whether GenerateDataKeyPair makes pairs of this spec.
    public var isDataKeyPairSpec: Bool {
        switch family {
        case .rsa, .ellipticCurve, .edwards, .sm2: true
        case .symmetric, .hmac, .mlDsa: false
        }
    }
}
