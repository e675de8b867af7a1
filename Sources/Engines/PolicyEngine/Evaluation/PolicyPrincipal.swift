import Essentials

/// Who makes a request, as policies name principals.
///
/// Source: IAM user guide, "AWS JSON policy elements: Principal".
public struct PolicyPrincipal: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case root, user, roleSession, federatedUser, webIdentity, service, anonymous
    }

    public let kind: Kind
    /// The ARN of the user, root user or session; a service's name; an identity provider's ARN or name; `*` for nobody.
    public let name: String
    /// Nil for services, identity providers and nobody.
    public let account: AccountID?
    /// Of a role session, its role's ARN; of a federated user, the ARN of the user who federated.
    public let issuer: String?
    /// `AIDA…` of a user; `AROA…` of a session's role.
    public let uniqueID: String?
    /// Amazon S3's name for the account.
    public let canonicalUser: String?

    init(
        kind: Kind, name: String, account: AccountID? = nil, issuer: String? = nil, uniqueID: String? = nil,
        canonicalUser: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.account = account
        self.issuer = issuer
        self.uniqueID = uniqueID
        self.canonicalUser = canonicalUser
    }

    public static func root(
        of account: AccountID, partition: String = "aws", canonicalUser: String? = nil
    ) -> PolicyPrincipal {
        PolicyPrincipal(
            kind: .root, name: "arn:\(partition):iam::\(account):root", account: account, canonicalUser: canonicalUser)
    }

    public static func user(
        arn: String, account: AccountID, uniqueID: String? = nil, canonicalUser: String? = nil
    ) -> PolicyPrincipal {
        PolicyPrincipal(
            kind: .user, name: arn, account: account, uniqueID: uniqueID, canonicalUser: canonicalUser)
    }

    /// - Parameters:
    ///   - arn: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`
    ///   - role: `arn:aws:iam::ACCOUNT:role/PATH/ROLE`
    public static func roleSession(
        arn: String, role: String, account: AccountID, uniqueID: String? = nil, canonicalUser: String? = nil
    ) -> PolicyPrincipal {
        PolicyPrincipal(
            kind: .roleSession, name: arn, account: account, issuer: role, uniqueID: uniqueID,
            canonicalUser: canonicalUser)
    }

    /// A session of `GetFederationToken`: `arn:aws:sts::ACCOUNT:federated-user/NAME`.
    public static func federatedUser(arn: String, user: String, account: AccountID) -> PolicyPrincipal {
        PolicyPrincipal(kind: .federatedUser, name: arn, account: account, issuer: user)
    }

    /// Someone whom an OIDC or SAML provider vouches for: the provider's ARN, or `accounts.google.com` and its like.
    public static func webIdentity(provider: String) -> PolicyPrincipal {
        PolicyPrincipal(kind: .webIdentity, name: provider)
    }

    /// A service, such as `cloudtrail.amazonaws.com`.
    public static func service(_ name: String) -> PolicyPrincipal {
        PolicyPrincipal(kind: .service, name: name)
    }

    /// A caller without credentials.
    public static let anonymous = PolicyPrincipal(kind: .anonymous, name: "*")
}
