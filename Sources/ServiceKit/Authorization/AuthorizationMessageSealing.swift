import Essentials
import PolicyEngine

/// Makes the encoded message of an access denial, which STS DecodeAuthorizationMessage opens.
public protocol AuthorizationMessageSealing: Sendable {
    /// Base 64 without line breaks, of at most 10,240 characters; nil where nothing can be sealed.
    /// - Parameter account: whose principals may open it
    func seal(_ story: AccessStory, for account: AccountID, now: Timestamp) -> String?
}

/// Denials carry no message.
public struct NoAuthorizationMessages: AuthorizationMessageSealing {
    public init() {}
    public func seal(_ story: AccessStory, for account: AccountID, now: Timestamp) -> String? { nil }
}
