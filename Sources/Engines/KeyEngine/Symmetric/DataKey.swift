import Essentials

/// A data key of KMS, made ready for many messages: AES-256-GCM under random nonces, `nonce ‖ ciphertext ‖ tag`.
///
/// One key may seal 2³² messages (NIST SP 800-38D, section 8.3); whoever keeps one replaces it long before.
public final class DataKey: Sendable {
    public static let length = 32
    public static let overhead = AESGCM.nonceLength + AESGCM.tagLength

    private let key: SecretBytes

    /// Throws `unsupportedAlgorithm` unless the key has 32 bytes.
    public init(_ key: SecretBytes) throws(KeyEngineError) {
        guard key.count == Self.length else { throw .unsupportedAlgorithm }
        self.key = key
    }

    /// - Parameter context: is authenticated with the message, and not in what is returned
    public func seal(
        _ message: [UInt8], context: [UInt8], random: some RandomSource
    ) throws(KeyEngineError) -> [UInt8] {
        var output = random.bytes(AESGCM.nonceLength)
        output.append(contentsOf: repeatElement(0, count: message.count + AESGCM.tagLength))
        var span = output.mutableSpan
        try span.withUnsafeMutableBytes { output throws(KeyEngineError) in
            guard let nonce = output.bytes else { throw .libraryFailure }
            try message.span.withUnsafeBytes { message throws(KeyEngineError) in
                try key.withUnsafeBytes { key throws(KeyEngineError) in
                    guard let key = key.bytes else { throw .libraryFailure }
                    try AESGCM.seal(
                        message, key: key, nonce: nonce, header: UnsafeRawBufferPointer(start: nil, count: 0),
                        context: context, into: nonce + AESGCM.nonceLength)
                }
            }
        }
        return output
    }

    /// Throws `invalidCiphertext` for whatever is not exactly what `seal` made with this key and context.
    public func open(_ sealed: [UInt8], context: [UInt8]) throws(KeyEngineError) -> [UInt8] {
        guard sealed.count >= Self.overhead else { throw .invalidCiphertext }
        let message = sealed.span.withUnsafeBytes { sealed in
            key.withUnsafeBytes { key -> SecretBytes? in
                guard let nonce = sealed.bytes, let key = key.bytes else { return nil }
                return AESGCM.open(
                    UnsafeRawBufferPointer(rebasing: sealed[AESGCM.nonceLength...]), key: key, nonce: nonce,
                    header: UnsafeRawBufferPointer(start: nil, count: 0), context: context)
            }
        }
        guard let message else { throw .invalidCiphertext }
        return message.copyBytes()
    }
}
