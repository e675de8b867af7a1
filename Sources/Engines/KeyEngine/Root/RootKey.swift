import Essentials

/// The 32-byte key under which everything secret is sealed before it is stored.
///
/// A sealed record is `version (1) ‖ root key id (8) ‖ salt (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`; see
/// docs/ciphertext.md. It is bound to a purpose, which is not stored and must be named again to open it.
public final class RootKey: Sendable {
    public static let length = 32
    static let version: UInt8 = 1
    private static let identifierLength = 8

    /// Names this root key without telling anything about it: 16 hexadecimal digits.
    public let identifier: String
    private let records: DerivedSeal
    private let tokens: DerivedSeal
    private let header: [UInt8]

    /// Throws `invalidKeyMaterial` unless there are exactly 32 bytes.
    public init(_ secret: SecretBytes) throws(KeyEngineError) {
        guard secret.count == Self.length else { throw .invalidKeyMaterial }
        let key = try DerivationKey(secret)
        let identifier = try key.withDerivedKey(
            label: Array("yagura/root/identifier/1".utf8), salt: UnsafeRawBufferPointer(start: nil, count: 0)
        ) { Array(UnsafeBufferPointer(start: $0, count: Self.identifierLength)) }
        self.identifier = Hex.encode(identifier)
        header = [Self.version] + identifier
        records = DerivedSeal(key: key, label: "yagura/root/record/1")
        tokens = DerivedSeal(key: key, label: "yagura/root/token/1")
    }

    /// Draws a new root key.
    public static func generateSecret(random: some RandomSource) -> SecretBytes {
        var drawn = random.bytes(length)
        return SecretBytes(taking: &drawn)
    }

    /// Seals `secret` for `purpose`: whatever names its place, such as the record's kind and id.
    public func seal(
        _ secret: SecretBytes, purpose: [UInt8], random: some RandomSource
    ) throws(KeyEngineError) -> [UInt8] {
        try records.seal(secret, header: header, context: purpose, random: random)
    }

    /// Throws `wrongRootKey` when another root key sealed it, `invalidSealedData` when it was altered or made for
    /// another purpose.
    public func open(_ sealed: [UInt8], purpose: [UInt8]) throws(KeyEngineError) -> SecretBytes {
        try open(sealed, by: records, context: purpose)
    }

    /// Makes an opaque token, such as a page cursor or an import token, that only `openToken` with the same purpose
    /// reads. It does not expire by itself: put an instant into `content` where it should.
    public func sealToken(
        _ content: SecretBytes, purpose: String, random: some RandomSource
    ) throws(KeyEngineError) -> [UInt8] {
        try tokens.seal(content, header: header, context: Array(purpose.utf8), random: random)
    }

    /// Throws what `open` throws.
    public func openToken(_ token: [UInt8], purpose: String) throws(KeyEngineError) -> SecretBytes {
        try open(token, by: tokens, context: Array(purpose.utf8))
    }

    private func open(_ sealed: [UInt8], by seal: DerivedSeal, context: [UInt8]) throws(KeyEngineError) -> SecretBytes {
        guard sealed.count >= header.count + DerivedSeal.overhead, sealed.first == Self.version else {
            throw .invalidSealedData
        }
        guard sealed.starts(with: header) else { throw .wrongRootKey }
        guard let secret = try seal.open(sealed, headerLength: header.count, context: context) else {
            throw .invalidSealedData
        }
        return secret
    }
}
