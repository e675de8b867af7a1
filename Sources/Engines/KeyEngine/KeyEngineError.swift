/// Why a cryptographic operation was refused. No case carries content: an error can be logged, and an attacker
/// who sees it learns nothing but the kind.
public enum KeyEngineError: Error, Hashable, Sendable {
    /// A ciphertext that is malformed, altered, or sealed under another key or encryption context.
    case invalidCiphertext
    /// Sealed under another root key than the one in hand.
    case wrongRootKey
    /// A sealed record or token that is malformed, altered, or made for another purpose.
    case invalidSealedData
    /// The signature is not the key's over that message.
    case invalidSignature
    /// The MAC is not the key's over that message.
    case invalidMac
    /// The algorithm does not exist here, or does not go with the key's spec.
    case unsupportedAlgorithm
    /// A key spec for which this engine makes no keys.
    case unsupportedKeySpec
    /// The algorithm cannot take a message of that `MessageType`.
    case unsupportedMessageType
    /// Key material of the wrong length, encoding, curve or size, or a private key that is inconsistent.
    case invalidKeyMaterial
    /// Wrapped key material that does not unwrap.
    case invalidWrappedMaterial
    /// A public key that is not a DER SubjectPublicKeyInfo of the expected spec.
    case invalidPublicKey
    /// A message or plaintext beyond the algorithm's limit.
    case messageTooLong
    /// A digest whose length is not the algorithm's.
    case invalidDigestLength
    /// Two entries of an encryption context have the same key.
    case duplicateContextKey
    /// A name too long for the ciphertext format, or an ARN that is not a key's.
    case invalidKeyName
    /// The cryptographic library failed, out of memory for instance.
    case libraryFailure
}
