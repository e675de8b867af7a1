import Essentials

/// Who makes a call, as the signature proved it.
public struct Caller: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case root
        case user(name: String, path: String)
        case role(RoleSession)
        case federatedUser(FederationSession)
        /// Someone whom an OIDC provider vouches for, and who is nobody here until a role is theirs.
        case webIdentity(WebIdentity)
        /// One of Yagura's own services, such as `cloudtrail.amazonaws.com`.
        case service(String)
        case anonymous
    }

    public var kind: Kind
    public var account: AccountID
    /// The unique id: `AIDA…` of a user, `AROA…:session` of a role session, the account number of a root user.
    public var principalID: String
    /// The ARN that the caller is known by; of a role session, the `assumed-role` ARN of STS.
    public var arn: String
    public var accessKeyID: String
    /// Present when the call was made with temporary credentials.
    public var session: TemporarySession?
    /// `aws:PrincipalTag/…`: the principal's own tags, a session's tags over them.
    public var tags: [String: String]

    public init(
        kind: Kind, account: AccountID, principalID: String, arn: String, accessKeyID: String,
        session: TemporarySession? = nil, tags: [String: String] = [:]
    ) {
        self.kind = kind
        self.account = account
        self.principalID = principalID
        self.arn = arn
        self.accessKeyID = accessKeyID
        self.session = session
        self.tags = tags
    }

    /// The ARN of the IAM entity behind the call: the role of a role session, else the caller's own.
    public var entityARN: String {
        if case .role(let session) = kind { session.roleARN } else { arn }
    }

    var isService: Bool {
        if case .service = kind { true } else { false }
    }

    /// Whether the caller is a principal of an account here, whose policies and records are that account's.
    var hasAccount: Bool {
        switch kind {
        case .webIdentity, .service, .anonymous: false
        case .root, .user, .role, .federatedUser: true
        }
    }

    /// The unique id of that entity.
    public var entityID: String {
        if case .role(let session) = kind { session.roleID } else { principalID }
    }
}

/// The role behind a role session.
public struct RoleSession: Sendable, Hashable {
    public var roleName: String
    public var roleARN: String
    /// `AROA…`
    public var roleID: String
    public var sessionName: String
    /// Whether a service owns the role. Service control policies do not bind such a session.
    /// Source: Organizations user guide, "Service control policies", tasks and entities not restricted by SCPs.
    public let isServiceLinked: Bool

    public init(roleName: String, roleARN: String, roleID: String, sessionName: String) {
        self.roleName = roleName
        self.roleARN = roleARN
        self.roleID = roleID
        self.sessionName = sessionName
        isServiceLinked = ARN(roleARN)?.resource.hasPrefix("role/aws-service-role/") ?? false
    }
}

/// What temporary credentials carry beside the identity.
public struct TemporarySession: Sendable, Hashable {
    public var issuedAt: Timestamp
    public var expiresAt: Timestamp
    /// When a code of a multi-factor device was given; nil where none was.
    public var multiFactorAuthenticatedAt: Timestamp?
    public var sourceIdentity: String?
    /// The session tags that go along when this session assumes another role.
    public var transitiveTags: [String: String]
    /// Who vouched for whom the session was made for, where it was made of a web identity.
    public var webIdentity: WebIdentity?

    public var isMultiFactorAuthenticated: Bool { multiFactorAuthenticatedAt != nil }

    public init(
        issuedAt: Timestamp, expiresAt: Timestamp, multiFactorAuthenticatedAt: Timestamp? = nil,
        sourceIdentity: String? = nil, transitiveTags: [String: String] = [:], webIdentity: WebIdentity? = nil
    ) {
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.multiFactorAuthenticatedAt = multiFactorAuthenticatedAt
        self.sourceIdentity = sourceIdentity
        self.transitiveTags = transitiveTags
        self.webIdentity = webIdentity
    }
}
