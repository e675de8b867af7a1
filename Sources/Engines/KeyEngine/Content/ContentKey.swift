import COpenSSL
import Essentials

/// Encrypts content that is too long for one message: in blocks, so that a part can be read without the rest.
///
/// Each content has a key of its own, derived from a long-lived secret and the content's name, so block numbers serve
/// as nonces: a name must never be used for two contents. AES-256-GCM; a sealed block is `ciphertext ‖ tag (16)`. That
/// no block is missing at the end is for the holder of the length to see. See docs/ciphertext.md.
public final class ContentKey: Sendable {
    /// Bytes of content in every block but the last.
    public static let blockLength = sealedBlockLength - AESGCM.tagLength
    /// 64 KiB, so that blocks lie where the blob store's checksums do.
    public static let sealedBlockLength = 65_536
    /// What a block grows by.
    public static let overhead = AESGCM.tagLength

    private static let label = Array("yagura/content/1".utf8)
    private let key: SecretBytes

    /// - Parameters:
    ///   - secret: 32 bytes
    ///   - name: of the content, such as its blob's id
    public init(_ secret: SecretBytes, content name: String) throws(KeyEngineError) {
        guard secret.count == DerivationKey.derivedLength else { throw .invalidKeyMaterial }
        let derivation = try DerivationKey(secret)
        key = try Array(name.utf8).span.withUnsafeBytes { salt throws(KeyEngineError) in
            try derivation.withDerivedKey(label: Self.label, salt: salt) { derived in
                SecretBytes(count: DerivationKey.derivedLength) {
                    $0.copyMemory(from: UnsafeRawBufferPointer(start: derived, count: DerivationKey.derivedLength))
                }
            }
        }
    }

    /// The sealed form of the block of this number; the first is 0.
    public func seal(_ plaintext: UnsafeRawBufferPointer, block: UInt64) throws(KeyEngineError) -> [UInt8] {
        let length = plaintext.count + Self.overhead
        var failure: KeyEngineError?
        let sealed = [UInt8](unsafeUninitializedCapacity: length) { output, count in
            do throws(KeyEngineError) {
                guard let output = output.baseAddress else { throw .libraryFailure }
                try self.withKey(block) { key, nonce throws(KeyEngineError) in
                    try Self.label.span.withUnsafeBytes { header throws(KeyEngineError) in
                        try AESGCM.seal(
                            plaintext, key: key, nonce: nonce, header: header, context: [], into: output)
                    }
                }
                count = length
            } catch { failure = error }
        }
        if let failure { throw failure }
        return sealed
    }

    /// The content of a sealed block. Throws `invalidCiphertext` unless `seal` has made it for this content and number.
    public func open(_ sealed: UnsafeRawBufferPointer, block: UInt64) throws(KeyEngineError) -> [UInt8] {
        guard sealed.count >= Self.overhead else { throw .invalidCiphertext }
        let length = sealed.count - Self.overhead
        var isGenuine = false
        let plaintext = [UInt8](unsafeUninitializedCapacity: max(length, 1)) { output, count in
            self.withKey(block) { key, nonce in
                Self.label.span.withUnsafeBytes { header in
                    isGenuine = AESGCM.open(
                        sealed, key: key, nonce: nonce, header: header, context: [],
                        into: UnsafeMutableRawBufferPointer(output))
                }
            }
            count = isGenuine ? length : 0
        }
        guard isGenuine else { throw .invalidCiphertext }
        return plaintext
    }

    private func withKey<Failure: Error>(
        _ block: UInt64, _ body: (UnsafePointer<UInt8>, UnsafePointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        var bytes = [UInt8](repeating: 0, count: AESGCM.nonceLength)
        for index in 0..<8 { bytes[4 + index] = UInt8(truncatingIfNeeded: block >> (56 - 8 * UInt64(index))) }
        try key.withUnsafeBytes { key throws(Failure) in
            try bytes.span.withUnsafeBytes { nonce throws(Failure) in
                guard let key = key.bytes, let nonce = nonce.bytes else { return }
                try body(key, nonce)
            }
        }
    }
}
