/// What a KMS key may be used for; fixed at its creation.
/// Source: AWS KMS API reference, `KeyUsage`.
public enum KeyUsage: String, CaseIterable, Sendable {
    case encryptDecrypt = "ENCRYPT_DECRYPT"
    case signVerify = "SIGN_VERIFY"
    case generateVerifyMac = "GENERATE_VERIFY_MAC"
    case keyAgreement = "KEY_AGREEMENT"
}
