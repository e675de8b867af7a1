/// How key material is wrapped for import. Raw values are AWS's names.
/// Source: AWS KMS API reference, GetParametersForImport, `WrappingAlgorithm`.
public enum WrappingAlgorithm: String, CaseIterable, Sendable {
    /// Withdrawn by AWS on 10 October 2023, and refused here.
    case rsaesPkcs1V15 = "RSAES_PKCS1_V1_5"
    case rsaesOaepSha1 = "RSAES_OAEP_SHA_1"
    case rsaesOaepSha256 = "RSAES_OAEP_SHA_256"
    case rsaAesKeyWrapSha1 = "RSA_AES_KEY_WRAP_SHA_1"
    case rsaAesKeyWrapSha256 = "RSA_AES_KEY_WRAP_SHA_256"
    /// AWS's China Regions only, and refused here.
    case sm2pke = "SM2PKE"

    public var isSupported: Bool { encryption != nil }

    /// How the RSA ciphertext is made.
    var encryption: EncryptionAlgorithm? {
        switch self {
        case .rsaesOaepSha1, .rsaAesKeyWrapSha1: .rsaesOaepSha1
        case .rsaesOaepSha256, .rsaAesKeyWrapSha256: .rsaesOaepSha256
        case .rsaesPkcs1V15, .sm2pke: nil
        }
    }

    /// Whether the RSA ciphertext holds an AES key, behind which the material follows under that key.
    public var wrapsThroughAES: Bool { self == .rsaAesKeyWrapSha1 || self == .rsaAesKeyWrapSha256 }
}
