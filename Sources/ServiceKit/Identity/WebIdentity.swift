/// Someone whom an OIDC provider vouches for.
public struct WebIdentity: Sendable, Hashable, Codable {
    /// The provider's ARN.
    public var provider: String
    /// What the token's `sub` says.
    public var subject: String
    /// Whom the token is meant for.
    public var audience: String
    /// The claims that policies can ask for, by condition key in lower case: `issuer.example/path:sub`.
    ///
    /// Source: IAM user guide, "IAM and AWS STS condition context keys", keys for OIDC federation.
    public var claims: [String: [String]]

    public init(provider: String, subject: String, audience: String, claims: [String: [String]]) {
        self.provider = provider
        self.subject = subject
        self.audience = audience
        self.claims = claims
    }

    /// The issuer without its scheme.
    public var issuer: String {
        provider.firstIndex(of: "/").map { String(provider[provider.index(after: $0)...]) } ?? provider
    }
}
