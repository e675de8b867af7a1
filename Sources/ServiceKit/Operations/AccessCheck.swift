import AWSProtocols
import Essentials
import PolicyEngine

/// One question to the policies: may the caller do this to that?
///
/// Most operations ask one; ReEncrypt or CreateAlias ask one of each of their resources.
public struct AccessCheck: Sendable {
    /// `service:Operation`, as policies name it. Made once for each operation, not once for each call.
    public var action: ActionName
    /// The resource's ARN, or `*` where the operation has none.
    public var resource: String
    /// The account that owns the resource.
    public var resourceAccount: AccountID
    /// The region that the question is asked in, where that is not the call's own.
    public var region: Region?
    /// The resource's own policy, where its kind has one.
    public var resourcePolicy: AttachedPolicy?
    public var resourcePolicyRule: PolicySet.ResourcePolicyRule
    /// The service's condition keys and the resource's and request's tags, by lower-cased key.
    public var conditionKeys: @Sendable (_ key: String) -> ContextValue?
    /// Asked when the policies do not allow and none denies: does a grant?
    public var grant: (@Sendable () -> Bool)?
    /// The resource's kind for the audit record, such as `AWS::KMS::Key`; nil leaves it out of `resources`.
    public var auditType: String?
    /// What else the audit record names as touched, such as the bucket of an object.
    public var auditedWith: [AuditResource] = []
    /// What the audit record tells beside its parameters, as a JSON object: its `additionalEventData`.
    public var auditDetails: [UInt8]?
    /// The request quota that calls of this kind share, where the service has one: `kms.symmetric`.
    public var sharedQuota: String?
    /// What the caller is answered instead of access-denied, where the question guards against a mistake of their
    /// own, such as a key policy that would lock them out.
    public var refusal: AWSError?

    public init(
        action: ActionName, resource: String = "*", account: AccountID, policy: AttachedPolicy? = nil,
        rule: PolicySet.ResourcePolicyRule = .grantsAlongsideIdentity, auditType: String? = nil,
        grant: (@Sendable () -> Bool)? = nil,
        conditionKeys: @escaping @Sendable (_ key: String) -> ContextValue? = { _ in nil }
    ) {
        self.action = action
        self.resource = resource
        self.resourceAccount = account
        self.resourcePolicy = policy
        resourcePolicyRule = rule
        self.auditType = auditType
        self.grant = grant
        self.conditionKeys = conditionKeys
    }
}

/// What an operation is about to act on, and what must be asked before it may.
public struct Target<Resource: Sendable>: Sendable {
    public var resource: Resource
    public var checks: [AccessCheck]
    /// Of an operation that takes unsigned calls: who calls, as the input itself has proved it.
    public var provenCaller: Caller?
    /// What is to be asked of each item, where the call acts on many and may act on some.
    public var items: ItemChecks?
    /// Of such a call, the region that it is about; nil of services that have one home.
    public var region: Region?

    public init(_ resource: Resource, _ checks: AccessCheck...) {
        self.resource = resource
        self.checks = checks
    }

    public init(_ resource: Resource, checks: [AccessCheck], provenCaller: Caller? = nil) {
        self.resource = resource
        self.checks = checks
        self.provenCaller = provenCaller
    }
}

/// Thrown while a target is looked up: there is nothing there. The caller is told so only if the policies would have
/// let them act on it; otherwise they learn no more than that they may not.
public struct TargetNotFound: Error, Sendable {
    public let error: AWSError
    public let check: AccessCheck
    /// What must be allowed besides: to learn that S3 has no such key takes the permission to list them.
    public var further: [AccessCheck] = []

    public init(_ error: AWSError, check: AccessCheck) {
        self.error = error
        self.check = check
    }
}
