import Essentials

/// One message under a key of an external key store, which is encrypted twice: here under the key's own material, and
/// that again by the external key, so that neither side opens it alone. Whoever calls the key manager brings the one
/// layer there and back.
///
/// Source: AWS KMS developer guide, "Double encryption". The format is documented in docs/ciphertext.md.
public struct DoubleEncryption: Sendable {
    private let key: SymmetricKey
    private let header: CiphertextHeader
    private let context: EncryptionContext

    /// - Parameter header: of the form `external`
    public init(_ key: SymmetricKey, header: CiphertextHeader, context: EncryptionContext) {
        self.key = key
        self.header = header
        self.context = context
    }

    /// What the external key authenticates: the header, and the encryption context's SHA-256, so that no context is
    /// too long for a proxy, which has to take 8192 bytes only.
    public var authenticatedData: [UInt8] {
        header.encoded + DigestAlgorithm.sha256.hash(context.canonicalBytes)
    }

    /// The inner layer, at most 4140 bytes, which the external key encrypts next. Encrypts up to 4096 bytes.
    public func sealInner(_ plaintext: SecretBytes, random: some RandomSource) throws(KeyEngineError) -> [UInt8] {
        Array(try key.seal(plaintext, header: header, context: context, random: random).body)
    }

    /// The blob that carries what the external key has made of the inner layer.
    public func blob(_ outer: ExternalCiphertext) -> [UInt8] { header.encoded + outer.encoded }

    /// What the external key is to decrypt. Throws `invalidCiphertext` for a blob of another key.
    public func outer(of blob: CiphertextBlob) throws(KeyEngineError) -> ExternalCiphertext {
        guard blob.header == header, let outer = ExternalCiphertext(parsing: blob.body) else {
            throw .invalidCiphertext
        }
        return outer
    }

    /// Throws `invalidCiphertext` for whatever is not exactly what `sealInner` made for this key and context.
    public func openInner(_ inner: [UInt8]) throws(KeyEngineError) -> SecretBytes {
        try key.open(CiphertextBlob(header: header, bytes: header.encoded + inner), context: context)
    }
}
