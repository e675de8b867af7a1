import Essentials

/// One question to the policies: may this principal do this to that?
///
/// A class, so that handing it down through an evaluation copies one reference.
public final class AccessRequest: Sendable {
    public let principal: PolicyPrincipal
    public let action: ActionName
    /// The resource's ARN, or `*` for an action that has none.
    public let resource: String
    /// The account that owns the resource; nil where it is the principal's own.
    public let resourceAccount: AccountID?
    public let context: any ConditionContext

    let resourceBytes: [UInt8]

    public init(
        principal: PolicyPrincipal, action: ActionName, resource: String, resourceAccount: AccountID? = nil,
        context: any ConditionContext
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.resourceAccount = resourceAccount
        self.context = context
        resourceBytes = Array(resource.utf8)
    }

    var isCrossAccount: Bool {
        guard let resourceAccount, let account = principal.account else { return false }
        return resourceAccount != account
    }
}
