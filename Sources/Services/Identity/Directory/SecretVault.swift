import Essentials
import KeyEngine

/// Seals access-key secrets before they reach the store.
struct SecretVault: Sendable {
    let rootKey: RootKey
    let random: any RandomSource

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// A new secret of 40 characters: 240 random bits.
    func drawSecret() -> String { random.text(40, from: Self.alphabet) }

    func seal(_ secret: String, of keyID: String) throws -> String {
        Base64.encode(try rootKey.seal(SecretBytes(Array(secret.utf8)), purpose: Self.purpose(keyID), random: random))
    }

    func open(_ sealed: String, of keyID: String) throws -> [UInt8] {
        guard let bytes = Base64.decode(sealed) else { throw KeyEngineError.invalidSealedData }
        return try rootKey.open(bytes, purpose: Self.purpose(keyID)).copyBytes()
    }

    static func purpose(_ keyID: String) -> [UInt8] { Array("iam.accessKey/\(keyID)".utf8) }
}
