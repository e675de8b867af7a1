import AWSProtocols
import Essentials
import PolicyEngine

/// Gathers every policy that has a say in a call and asks the policy engine.
struct Authorizer: Sendable {
    let identity: any IdentityProvider
    let guardrails: any GuardrailProvider
    var messages: any AuthorizationMessageSealing = NoAuthorizationMessages()

    /// Returns the proof that all of `checks` are allowed, or throws AWS's access-denied error for the first that is
    /// not.
    func authorize(
        _ checks: [AccessCheck], for credential: Credential, in scope: RequestScope
    ) async throws -> Permit {
        try await Permit.granted {
            guard !checks.isEmpty else { return }
            let policies = try await identity.policies(of: credential.caller)
            for check in checks {
                try await require(check, policies, credential, scope)
            }
        }
    }

    private func require(
        _ check: AccessCheck, _ policies: CallerPolicies, _ credential: Credential, _ scope: RequestScope
    ) async throws {
        let guardrails = try await guardrails.guardrails(for: credential.caller, asking: check)
        let set = Self.set(check, policies, guardrails, credential)
        let context = CallConditions(scope: scope, check: check, guardrails: guardrails)
        let request = Self.request(check, credential.caller, context)
        let decision = set.decide(request)
        guard !decision.isAllowed else { return }
        throw Denial(check: check, caller: credential.caller, policies: set, request: request, decision: decision)
            .error(sealedBy: messages, now: scope.now)
    }

    /// The story of what the scope's caller, with credentials that nothing limits, would be answered.
    /// - Parameter given: condition keys of the supposed call
    func story(of check: AccessCheck, given: RequestContext, in scope: RequestScope) async throws -> AccessStory {
        let caller = scope.caller
        let guardrails = try await guardrails.guardrails(for: caller, asking: check)
        let set = Self.set(
            check, try await identity.policies(of: caller), guardrails, Credential(secret: nil, caller: caller))
        let context = SupposedConditions(
            given: given, known: CallConditions(scope: scope, check: check, guardrails: guardrails))
        let request = Self.request(check, caller, context)
        return AccessStory(of: request, check, by: caller, policies: set, decision: set.decide(request))
    }

    private static func set(
        _ check: AccessCheck, _ policies: CallerPolicies, _ guardrails: Guardrails, _ credential: Credential
    ) -> PolicySet {
        PolicySet(
            identity: policies.identity, permissionsBoundary: policies.boundary,
            session: credential.sessionPolicies, serviceControl: guardrails.serviceControl,
            resourceControl: guardrails.resourceControl, resource: check.resourcePolicy,
            resourcePolicyRule: check.resourcePolicyRule, grantAllows: check.grant)
    }

    private static func request(
        _ check: AccessCheck, _ caller: Caller, _ context: any ConditionContext
    ) -> AccessRequest {
        AccessRequest(
            principal: caller.policyPrincipal, action: check.action, resource: check.resource,
            resourceAccount: check.resourceAccount, context: context)
    }
}

extension Caller {
    /// The caller as policies name principals.
    public var policyPrincipal: PolicyPrincipal {
        switch kind {
        case .root: .root(of: account)
        case .user: .user(arn: arn, account: account, uniqueID: principalID)
        case .role(let session):
            .roleSession(arn: arn, role: session.roleARN, account: account, uniqueID: session.roleID)
        case .federatedUser(let session): .federatedUser(arn: arn, user: session.userARN, account: account)
        case .webIdentity(let identity): .webIdentity(provider: identity.provider)
        case .service(let name): .service(name)
        case .anonymous: .anonymous
        }
    }
}
