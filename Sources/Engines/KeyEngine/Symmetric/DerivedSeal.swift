import Essentials

/// Authenticated encryption under a key of its own for every message: `salt ‖ nonce ‖ ciphertext ‖ tag`.
///
/// The key is derived from a long-lived secret and a random 16-byte salt, so the secret itself never meets AES-GCM,
/// whose random nonces would bound it to 2³² messages. See docs/ciphertext.md for the bounds.
struct DerivedSeal: Sendable {
    static let saltLength = 16
    static let overhead = saltLength + AESGCM.nonceLength + AESGCM.tagLength

    let key: DerivationKey
    /// Separates this use of the secret from every other.
    let label: [UInt8]

    init(key: DerivationKey, label: StaticString) {
        self.key = key
        self.label = label.withUTF8Buffer { Array($0) }
    }

    /// `header`, followed by the sealed plaintext; both `header` and `context` are authenticated.
    func seal(
        _ plaintext: SecretBytes, header: [UInt8], context: [UInt8], random: some RandomSource
    ) throws(KeyEngineError) -> [UInt8] {
        var output = header
        output.reserveCapacity(header.count + Self.overhead + plaintext.count)
        output += random.bytes(Self.saltLength + AESGCM.nonceLength)
        output.append(contentsOf: repeatElement(0, count: plaintext.count + AESGCM.tagLength))
        var span = output.mutableSpan
        try span.withUnsafeMutableBytes { message throws(KeyEngineError) in
            let parts = Parts(of: UnsafeRawBufferPointer(message), headerLength: header.count)
            guard let nonce = parts.nonce.bytes, let sealed = message.bytes else { throw .libraryFailure }
            try key.withDerivedKey(label: label, salt: parts.salt) { derived throws(KeyEngineError) in
                try plaintext.withUnsafeBytes { plaintext throws(KeyEngineError) in
                    try AESGCM.seal(
                        plaintext, key: derived, nonce: nonce, header: parts.header, context: context,
                        into: sealed + header.count + Self.saltLength + AESGCM.nonceLength)
                }
            }
        }
        return output
    }

    /// The plaintext of a message whose first `headerLength` bytes are the header; nil when it is not genuine.
    func open(_ message: [UInt8], headerLength: Int, context: [UInt8]) throws(KeyEngineError) -> SecretBytes? {
        guard message.count >= headerLength + Self.overhead else { return nil }
        return try message.span.withUnsafeBytes { message throws(KeyEngineError) in
            let parts = Parts(of: message, headerLength: headerLength)
            guard let nonce = parts.nonce.bytes else { return nil }
            return try key.withDerivedKey(label: label, salt: parts.salt) { derived in
                AESGCM.open(parts.sealed, key: derived, nonce: nonce, header: parts.header, context: context)
            }
        }
    }

    private struct Parts {
        let header, salt, nonce, sealed: UnsafeRawBufferPointer

        /// `message` is at least as long as its header, salt and nonce.
        init(of message: UnsafeRawBufferPointer, headerLength: Int) {
            let saltEnd = headerLength + DerivedSeal.saltLength
            let nonceEnd = saltEnd + AESGCM.nonceLength
            header = UnsafeRawBufferPointer(rebasing: message[..<headerLength])
            salt = UnsafeRawBufferPointer(rebasing: message[headerLength..<saltEnd])
            nonce = UnsafeRawBufferPointer(rebasing: message[saltEnd..<nonceEnd])
            sealed = UnsafeRawBufferPointer(rebasing: message[nonceEnd...])
        }
    }
}
