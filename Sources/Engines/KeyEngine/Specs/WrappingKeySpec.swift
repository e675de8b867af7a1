/// The wrapping key pair of an import. Raw values are AWS's names.
/// Source: AWS KMS API reference, GetParametersForImport, `WrappingKeySpec`.
public enum WrappingKeySpec: String, CaseIterable, Sendable {
    case rsa2048 = "RSA_2048"
    case rsa3072 = "RSA_3072"
    case rsa4096 = "RSA_4096"
    /// AWS's China Regions only, and refused here.
    case sm2 = "SM2"

    var keySpec: KeySpec {
        switch self {
        case .rsa2048: .rsa2048
        case .rsa3072: .rsa3072
        case .rsa4096: .rsa4096
        case .sm2: .sm2
        }
    }
}
