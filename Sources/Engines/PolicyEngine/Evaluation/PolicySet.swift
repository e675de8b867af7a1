/// Every policy that has a say in one request.
///
/// Management accounts, service-linked roles and other exemptions are the caller's: it leaves the levels empty.
public struct PolicySet: Sendable {
    /// How a resource policy in the principal's own account counts.
    public enum ResourcePolicyRule: Hashable, Sendable {
        /// An allow in either the resource policy or an identity policy is enough: most services.
        case grantsAlongsideIdentity
        /// The resource policy must allow, either the principal itself or its account, which then leaves it to
        /// identity policies: KMS keys and role trust policies.
        case mustAllow
    }

    /// Of the user and its groups, or of the role.
    public var identity: [AttachedPolicy]
    public var permissionsBoundary: AttachedPolicy?
    /// What was passed when the session was made; an allow in any of them is enough.
    public var session: [AttachedPolicy]
    /// Service control policies from the root down to the principal's account; every level must allow.
    public var serviceControl: [[AttachedPolicy]]
    /// Resource control policies from the root down to the resource's account; every level must allow.
    public var resourceControl: [[AttachedPolicy]]
    public var resource: AttachedPolicy?
    public var resourcePolicyRule: ResourcePolicyRule
    /// Whether a grant of the resource (KMS) gives the principal the action. Asked only where the resource policy
    /// itself does not allow; never overrides an explicit deny.
    public var grantAllows: (@Sendable () -> Bool)?

    public init(
        identity: [AttachedPolicy] = [], permissionsBoundary: AttachedPolicy? = nil, session: [AttachedPolicy] = [],
        serviceControl: [[AttachedPolicy]] = [], resourceControl: [[AttachedPolicy]] = [],
        resource: AttachedPolicy? = nil, resourcePolicyRule: ResourcePolicyRule = .grantsAlongsideIdentity,
        grantAllows: (@Sendable () -> Bool)? = nil
    ) {
        self.identity = identity
        self.permissionsBoundary = permissionsBoundary
        self.session = session
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
        self.resource = resource
        self.resourcePolicyRule = resourcePolicyRule
        self.grantAllows = grantAllows
    }
}
