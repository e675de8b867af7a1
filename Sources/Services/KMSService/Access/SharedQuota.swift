import KeyEngine

/// The request quotas that cryptographic operations share, by the sort of key.
/// Source: AWS KMS developer guide, "Request quotas".
enum SharedQuota: String, CaseIterable {
    case symmetric = "kms.symmetric"
    case rsa = "kms.rsa"
    case ellipticCurve = "kms.ecc"
    case mlDSA = "kms.ml-dsa"

    init(_ spec: KeySpec) {
        switch spec.family {
        case .symmetric, .hmac: self = .symmetric
        case .rsa: self = .rsa
        case .ellipticCurve, .edwards, .sm2: self = .ellipticCurve
        case .mlDsa: self = .mlDSA
        }
    }
}
