import Essentials
import KeyEngine
import PolicyEngine
import ServiceKit

/// Turns the stories of denials into opaque messages and back.
///
/// A message stands for itself: nothing is stored, and every server with the same root key opens it.
public struct AuthorizationMessages: AuthorizationMessageSealing {
    let rootKey: RootKey
    let random: any RandomSource

    private static let purpose = "sts.authorizationMessage"
    /// STS's limit on `EncodedMessage`, in characters.
    private static let maximumLength = 10_240
    /// What a story may weigh, so that sealed and in base 64 it stays within that.
    private static let maximumStory = 7168
    /// Stories are padded to a multiple of so many bytes: their length is to tell little of what is in them.
    private static let padding = 512
    /// AWS does not say how long its messages hold.
    private static let lifetime = TimeSpan.days(7)

    public func seal(_ story: AccessStory, for account: AccountID, now: Timestamp) -> String? {
        let content: JSON = [
            "account": .string(account.description), "expires": .integer((now + Self.lifetime).seconds),
            "story": story.abridged(to: Self.maximumStory).json,
        ]
        var bytes = content.bytes
        let remainder = bytes.count % Self.padding
        if remainder > 0 { bytes += [UInt8](repeating: UInt8(ascii: " "), count: Self.padding - remainder) }
        let token = try? rootKey.sealToken(SecretBytes(bytes), purpose: Self.purpose, random: random)
        return token.map { Base64.encode($0) }.flatMap { $0.utf8.count <= Self.maximumLength ? $0 : nil }
    }

    /// The story as JSON; nil for what is no message of ours, is another account's, or has expired.
    func open(_ message: String, for account: AccountID, now: Timestamp) -> String? {
        guard message.utf8.count <= Self.maximumLength, let token = Base64.decode(message),
            let bytes = try? rootKey.openToken(token, purpose: Self.purpose).copyBytes(),
            let content = try? JSON(parsing: bytes), content["account"]?.string == account.description,
            let expires = content["expires"]?.integer, now < Timestamp(seconds: expires), let story = content["story"]
        else { return nil }
        return story.text
    }
}
