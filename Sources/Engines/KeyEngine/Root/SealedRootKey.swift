import Essentials

/// A root key under a passphrase or a key of a hardware token, as `root.sealed` holds it.
///
///     magic (4) ‖ protection ‖ root key id (8) ‖ nonce (12) ‖ ciphertext (32) ‖ tag (16)
///
/// Everything before the nonce is authenticated; see docs/ciphertext.md.
public struct SealedRootKey: Sendable, Hashable {
    public static let maximumLength = 512
    private static let magic: [UInt8] = [0x59, 0x52, 0x4B, 1]
    private static let identifierLength = 8
    private static let trailerLength = AESGCM.nonceLength + RootKey.length + AESGCM.tagLength

    public let protection: RootKeyProtection
    private let header: [UInt8]
    private let nonce: [UInt8]
    private let sealed: [UInt8]

    /// Of the root key inside, as `RootKey.identifier` gives it.
    public var identifier: String { Hex.encode(Array(header.suffix(Self.identifierLength))) }

    public var bytes: [UInt8] { header + nonce + sealed }

    /// Throws `invalidSealedData` for whatever is not exactly of this form.
    public init(_ bytes: [UInt8]) throws(KeyEngineError) {
        guard bytes.count <= Self.maximumLength, bytes.starts(with: Self.magic),
            let (protection, length) = RootKeyProtection.decode(bytes.dropFirst(Self.magic.count)),
            bytes.count == Self.magic.count + length + Self.identifierLength + Self.trailerLength
        else { throw .invalidSealedData }
        let trailer = bytes.suffix(Self.trailerLength)
        self.protection = protection
        header = Array(bytes.dropLast(Self.trailerLength))
        nonce = Array(trailer.prefix(AESGCM.nonceLength))
        sealed = Array(trailer.dropFirst(AESGCM.nonceLength))
    }

    private init(_ protection: RootKeyProtection, header: [UInt8], nonce: [UInt8], sealed: [UInt8]) {
        self.protection = protection
        self.header = header
        self.nonce = nonce
        self.sealed = sealed
    }

    private static func header(_ protection: RootKeyProtection, _ secret: SecretBytes) throws(KeyEngineError) -> [UInt8]
    {
        guard let identifier = Hex.decode(try RootKey(secret).identifier) else { throw .libraryFailure }
        return magic + protection.encoded + identifier
    }
}

extension SealedRootKey {
    /// Seals the 32 bytes of a root key under a passphrase. Takes `scrypt`'s time and memory.
    public static func seal(
        _ secret: SecretBytes, passphrase: SecretBytes, scrypt: Scrypt = .standard, random: some RandomSource
    ) throws(KeyEngineError) -> SealedRootKey {
        let salt = random.bytes(RootKeyProtection.saltLength)
        let protection = RootKeyProtection.passphrase(scrypt, salt: salt)
        let header = try header(protection, secret)
        let nonce = random.bytes(AESGCM.nonceLength)
        let key = try scrypt.deriveKey(passphrase, salt: salt, length: 32)
        var sealed = [UInt8](repeating: 0, count: secret.count + AESGCM.tagLength)
        try key.withUnsafeBytes { key throws(KeyEngineError) in
            try secret.withUnsafeBytes { secret throws(KeyEngineError) in
                guard let key = key.bytes else { throw .libraryFailure }
                try AESGCM.seal(
                    secret, key: key, nonce: nonce, header: UnsafeRawBufferPointer(start: nil, count: 0),
                    context: header, into: &sealed)
            }
        }
        return SealedRootKey(protection, header: header, nonce: nonce, sealed: sealed)
    }

    /// The root key, where the passphrase is right and nothing has been altered; nil otherwise, which of both cannot
    /// be told. Throws `invalidSealedData` where no passphrase protects it.
    public func open(passphrase: SecretBytes) throws(KeyEngineError) -> RootKey? {
        guard case .passphrase(let scrypt, let salt) = protection else { throw .invalidSealedData }
        let key = try scrypt.deriveKey(passphrase, salt: salt, length: 32)
        let secret = key.withUnsafeBytes { key in
            sealed.withUnsafeBytes { sealed in
                key.bytes.flatMap {
                    AESGCM.open(
                        sealed, key: $0, nonce: nonce, header: UnsafeRawBufferPointer(start: nil, count: 0),
                        context: header)
                }
            }
        }
        return try secret.map(RootKey.init)
    }

    /// Seals the 32 bytes of a root key by the token's key of that label, of at most 255 bytes.
    public static func seal(
        _ secret: SecretBytes, token: any TokenSession, keyLabel: String, random: some RandomSource
    ) async throws -> SealedRootKey {
        let protection = RootKeyProtection.token(keyLabel: keyLabel)
        let header = try header(protection, secret)
        let nonce = random.bytes(AESGCM.nonceLength)
        let sealed = try await token.encrypt(secret, under: keyLabel, nonce: nonce, authenticating: header)
        return try SealedRootKey(header + nonce + sealed)
    }

    /// Throws `invalidSealedData` where no token protects it, and what the token throws.
    public func open(token: any TokenSession) async throws -> RootKey {
        guard case .token(let label) = protection else { throw KeyEngineError.invalidSealedData }
        return try RootKey(try await token.decrypt(sealed, under: label, nonce: nonce, authenticating: header))
    }
}
