import Essentials

/// The material of a SYMMETRIC_DEFAULT key, made ready for many messages. Keep it for as long as the key is in use.
public final class SymmetricKey: Sendable {
    private let seal: DerivedSeal

    public init(_ material: KeyMaterial) throws(KeyEngineError) {
        guard material.spec == .symmetricDefault else { throw .unsupportedAlgorithm }
        seal = DerivedSeal(key: try DerivationKey(material.secret), label: "yagura/kms/ciphertext/1")
    }

    /// Encrypts up to 4096 bytes for the key that `header` names.
    public func seal(
        _ plaintext: SecretBytes, header: CiphertextHeader, context: EncryptionContext, random: some RandomSource
    ) throws(KeyEngineError) -> CiphertextBlob {
        guard plaintext.count <= KeySpec.messageLimit else { throw .messageTooLong }
        let bytes = try seal.seal(
            plaintext, header: header.encoded, context: context.canonicalBytes, random: random)
        return CiphertextBlob(header: header, bytes: bytes)
    }

    /// Throws `invalidCiphertext` for whatever is not exactly what `seal` made with this material and context.
    public func open(_ blob: CiphertextBlob, context: EncryptionContext) throws(KeyEngineError) -> SecretBytes {
        let plaintext = try seal.open(
            blob.bytes, headerLength: blob.header.encoded.count, context: context.canonicalBytes)
        guard let plaintext else { throw .invalidCiphertext }
        return plaintext
    }
}
