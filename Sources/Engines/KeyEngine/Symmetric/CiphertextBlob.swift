/// A symmetric ciphertext: what Encrypt returns and Decrypt takes. Its format is documented in docs/ciphertext.md.
public struct CiphertextBlob: Sendable {
    /// AWS's limit on `CiphertextBlob` in a request.
    static let maximumLength = 6144

    /// Names the key and the material; to be believed only once the blob has been opened with them.
    public let header: CiphertextHeader
    public let bytes: [UInt8]

    init(header: CiphertextHeader, bytes: [UInt8]) {
        self.header = header
        self.bytes = bytes
    }

    /// Reads the header. Throws `invalidCiphertext` unless `bytes` has a form that one of the keys writes.
    public static func parse(_ bytes: [UInt8]) throws(KeyEngineError) -> CiphertextBlob {
        guard bytes.count <= maximumLength, let header = CiphertextHeader(parsing: bytes),
            header.form.admits(bytes.dropFirst(header.encoded.count))
        else { throw .invalidCiphertext }
        return CiphertextBlob(header: header, bytes: bytes)
    }

    /// What follows the header.
    var body: ArraySlice<UInt8> { bytes.dropFirst(header.encoded.count) }
}
