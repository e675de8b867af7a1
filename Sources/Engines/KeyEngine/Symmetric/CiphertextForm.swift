/// What follows the header of a symmetric ciphertext: the version byte of docs/ciphertext.md.
public enum CiphertextForm: UInt8, Sendable {
    /// Sealed here, under material that the root key protects.
    case material = 1
    /// Sealed inside a hardware token.
    case token = 2

    /// The least number of bytes that follow the header.
    var overhead: Int {
        switch self {
        case .material: DerivedSeal.overhead
        case .token: TokenKey.overhead
        }
    }
}
