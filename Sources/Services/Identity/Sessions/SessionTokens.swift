import Essentials
import FoundationEssentials
import KeyEngine

/// Turns session claims into opaque tokens and back.
struct SessionTokens: Sendable {
    let rootKey: RootKey
    let random: any RandomSource

    private static let purpose = "sts.session"
    /// Longer than any token that `seal` makes of claims within STS's limits.
    private static let maximumLength = 64 * 1024

    func seal(_ claims: SessionClaims) throws -> String {
        let content = SecretBytes([UInt8](try JSONEncoder().encode(claims)))
        return Base64.encode(try rootKey.sealToken(content, purpose: Self.purpose, random: random))
    }

    /// The claims of a token of ours; nil for anything else.
    func open(_ token: String) -> SessionClaims? {
        guard token.utf8.count <= Self.maximumLength, let bytes = Base64.decode(token),
            let content = try? rootKey.openToken(bytes, purpose: Self.purpose)
        else { return nil }
        return try? JSONDecoder().decode(SessionClaims.self, from: Data(content.copyBytes()))
    }
}
