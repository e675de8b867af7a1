/// How Encrypt and Decrypt work. Raw values are AWS's names.
/// Source: AWS KMS API reference, `EncryptionAlgorithmSpec`.
public enum EncryptionAlgorithm: String, CaseIterable, Sendable {
    case symmetricDefault = "SYMMETRIC_DEFAULT"
    case rsaesOaepSha1 = "RSAES_OAEP_SHA_1"
    case rsaesOaepSha256 = "RSAES_OAEP_SHA_256"
    case sm2pke = "SM2PKE"

    /// The hash of OAEP, which is also that of its mask generation function.
    var oaepDigest: DigestAlgorithm? {
        switch self {
        case .rsaesOaepSha1: .sha1
        case .rsaesOaepSha256: .sha256
        case .symmetricDefault, .sm2pke: nil
        }
    }
}
