/// What follows the header of a symmetric ciphertext: the version byte of docs/ciphertext.md.
public enum CiphertextForm: UInt8, Sendable {
    /// Sealed here, under material that the root key protects.
    case material = 1
    /// Sealed inside a hardware token.
    case token = 2
    /// Sealed here, and then once more by an external key manager.
    case external = 3

    /// Whether `body`, the bytes after the header, could be of this form.
    func admits(_ body: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .material: body.count >= DerivedSeal.overhead
        case .token: body.count >= TokenKey.overhead
        case .external: ExternalCiphertext(parsing: body).map { $0.ciphertext.count >= DerivedSeal.overhead } ?? false
        }
    }
}
