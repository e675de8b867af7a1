import KeyEngine

/// What Decrypt and ReEncrypt are given to open.
enum Ciphertext: Sendable {
    /// Read already, because the caller left it to the ciphertext to name its key.
    case blob(CiphertextBlob)
    case unread([UInt8])

    var bytes: [UInt8] {
        switch self {
        case .blob(let blob): blob.bytes
        case .unread(let bytes): bytes
        }
    }

    /// Throws `invalidCiphertext` for bytes that no symmetric key sealed.
    func parsed() throws(KeyEngineError) -> CiphertextBlob {
        switch self {
        case .blob(let blob): blob
        case .unread(let bytes): try .parse(bytes)
        }
    }
}

/// A ciphertext, and the key that is to open it.
struct CiphertextSource: Sendable {
    let key: LoadedKey
    /// The alias that the call named the key by.
    let alias: String?
    /// Nil in a dry run that is told to ignore the ciphertext.
    let ciphertext: Ciphertext?

    /// Whether it was the ciphertext, not the caller, that named the key.
    var isNamedByCiphertext: Bool {
        if case .blob = ciphertext { true } else { false }
    }
}
