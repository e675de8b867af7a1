import Essentials
import IAMModel
import PolicyEngine
import ServiceKit

/// What would be decided of actions on resources, by the same engine that decides of calls.
struct Simulation: Sendable {
    let caller: SimulatedCaller
    let identity: [SimulatedPolicy]
    let boundary: SimulatedPolicy?
    let resourcePolicy: SimulatedPolicy?
    /// Service control policies above the caller's account; empty outside any organization.
    let serviceControl: [[PolicyEngine.AttachedPolicy]]
    let context: SimulationContext
    let resources: [String]
    /// Of resources whose ARN does not tell.
    let resourceOwner: AccountID?

    func decide(_ action: ActionName, on resource: String) -> SimulatedDecision {
        let owner = ARN(resource).flatMap { AccountID($0.account) } ?? resourceOwner
        let request = AccessRequest(
            principal: caller.caller.policyPrincipal, action: action, resource: resource, resourceAccount: owner,
            context: context)
        var set = PolicySet(
            identity: identity.map(\.attached), permissionsBoundary: boundary?.attached,
            resource: resourcePolicy?.attached, resourcePolicyRule: rule(for: action))
        // What service control policies say is not shown, so the story is that of the others.
        let explanation = set.decide(request, explaining: true).explanation
        set.serviceControl = serviceControl
        return SimulatedDecision(
            resource: resource, outcome: set.decide(request).outcome, statements: explanation?.statements ?? [],
            missingKeys: explanation?.keysMissing ?? [],
            isCrossAccount: owner.map { $0 != caller.caller.account } ?? false,
            sides: PolicySides(of: set, on: request))
    }

    /// KMS allows nothing that the key policy does not.
    private func rule(for action: ActionName) -> PolicySet.ResourcePolicyRule {
        let isKMS = action.description.lowercased().hasPrefix("kms:")
        return isKMS && resourcePolicy != nil ? .mustAllow : .grantsAlongsideIdentity
    }
}

/// What is decided of one action on one resource.
struct SimulatedDecision: Sendable {
    let resource: String
    let outcome: Decision.Outcome
    let statements: [Explanation.DecidingStatement]
    /// In lower case.
    let missingKeys: [String]
    let isCrossAccount: Bool
    let sides: PolicySides
}

/// What each type of policy says by itself.
struct PolicySides: Sendable {
    let identity: Decision.Outcome
    let resource: Decision.Outcome
    /// Nil where there is none.
    let boundary: Decision.Outcome?
    /// Of service control policies; nil where the account is in no organization.
    let organization: Decision.Outcome?

    init(of set: PolicySet, on request: AccessRequest) {
        let inAccount = AccessRequest(
            principal: request.principal, action: request.action, resource: request.resource,
            context: request.context)
        func identity(_ policies: [PolicyEngine.AttachedPolicy]) -> Decision.Outcome {
            PolicySet(identity: policies).decide(inAccount).outcome
        }
        self.identity = identity(set.identity)
        boundary = set.permissionsBoundary.map { identity([$0]) }
        // Where a resource policy names an account, that account's identity policies would have to allow.
        let allowing = Self.everything.map { [$0] } ?? []
        resource =
            PolicySet(identity: allowing, resource: set.resource, resourcePolicyRule: .mustAllow).decide(request)
            .outcome
        organization =
            set.serviceControl.isEmpty
            ? nil : PolicySet(identity: allowing, serviceControl: set.serviceControl).decide(inAccount).outcome
    }

    private static let everything = try? PolicyEngine.AttachedPolicy(
        PolicyEngine.Policy(
            parsing: #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
            as: .identity),
        from: PolicySource(kind: .identity, name: "", attachedTo: ""))
}
