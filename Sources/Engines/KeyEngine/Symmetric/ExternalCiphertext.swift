/// What an external key manager made of a plaintext by AES-GCM.
/// Source: AWS KMS External Key Store Proxy API specification, "Encrypt".
public struct ExternalCiphertext: Hashable, Sendable {
    static let metadataLimit = 20
    static let nonceLengths: Set<Int> = [12, 16]

    /// For the key manager's own use, such as the version of its key; mostly empty.
    public let metadata: [UInt8]
    public let initializationVector: [UInt8]
    public let authenticationTag: [UInt8]
    /// As long as the plaintext.
    public let ciphertext: [UInt8]

    /// Nil unless every part has a length that the specification allows.
    public init?(
        metadata: [UInt8], initializationVector: [UInt8], authenticationTag: [UInt8], ciphertext: [UInt8]
    ) {
        guard metadata.count <= Self.metadataLimit, Self.nonceLengths.contains(initializationVector.count),
            authenticationTag.count == AESGCM.tagLength
        else { return nil }
        self.metadata = metadata
        self.initializationVector = initializationVector
        self.authenticationTag = authenticationTag
        self.ciphertext = ciphertext
    }

    /// The ciphertext data integrity value: SHA-256 over what was authenticated and every part.
    /// Source: the same, appendix C.
    public func integrityValue(authenticating data: [UInt8]) -> [UInt8] {
        DigestAlgorithm.sha256.hash(data + metadata + initializationVector + ciphertext + authenticationTag)
    }
}

extension ExternalCiphertext {
    /// The parts as a blob carries them: the first two behind a length byte each, the ciphertext last.
    var encoded: [UInt8] {
        [UInt8(metadata.count)] + metadata + [UInt8(initializationVector.count)] + initializationVector
            + authenticationTag + ciphertext
    }

    /// Nil unless `bytes` is exactly what `encoded` writes.
    init?(parsing bytes: ArraySlice<UInt8>) {
        var rest = bytes
        guard let metadata = rest.popCounted(), let nonce = rest.popCounted(), rest.count >= AESGCM.tagLength
        else { return nil }
        self.init(
            metadata: metadata, initializationVector: nonce, authenticationTag: Array(rest.prefix(AESGCM.tagLength)),
            ciphertext: Array(rest.dropFirst(AESGCM.tagLength)))
    }
}

extension ArraySlice<UInt8> {
    /// Takes a length byte and as many bytes off the front; nil where there are fewer.
    fileprivate mutating func popCounted() -> [UInt8]? {
        guard let length = popFirst().map({ Int($0) }), count >= length else { return nil }
        defer { self = dropFirst(length) }
        return Array(prefix(length))
    }
}
