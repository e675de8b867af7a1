import Essentials
import KeyEngine

/// What proves that whoever confirms a subscription has got the message that asks them to: names of subscription and
/// expiry under the root key, so that no token is stored anywhere.
struct ConfirmationTokens: Sendable {
    struct Claims: Sendable {
        let subscription: SubscriptionARN
        let expiresAt: Timestamp
    }

    let rootKey: RootKey
    let random: any RandomSource

    private static let purpose = "sns.confirmation"

    /// Hexadecimal, as AWS's tokens are.
    func token(for subscription: SubscriptionRecord, until expiry: Timestamp) throws -> String {
        let content = "\(expiry.milliseconds) \(subscription.arn)"
        return Hex.encode(
            try rootKey.sealToken(SecretBytes(Array(content.utf8)), purpose: Self.purpose, random: random))
    }

    /// Nil for what is no token of this server's.
    func open(_ token: String) -> Claims? {
        guard token.utf8.count <= 4096, let sealed = Hex.decode(token),
            let content = try? rootKey.openToken(sealed, purpose: Self.purpose)
        else { return nil }
        let parts = String(decoding: content.copyBytes(), as: UTF8.self).split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let expiry = Int64(parts[0]),
            let subscription = try? SubscriptionARN(String(parts[1]), in: nil)
        else { return nil }
        return Claims(subscription: subscription, expiresAt: Timestamp(milliseconds: expiry))
    }
}
