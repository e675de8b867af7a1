/// Answers one request from one set of policies, in the order that AWS documents.
///
/// Source: IAM user guide, "How AWS enforcement code logic evaluates requests to allow or deny access" and
/// "Cross-account policy evaluation logic".
struct PolicyEvaluation {
    let request: AccessRequest
    let policies: PolicySet
    let trace: EvaluationTrace?

    private typealias Match = PrincipalElement.Match
    private typealias Verdict = (outcome: Decision.Outcome, decidedBy: PolicySource.Kind?)

    func decide() -> Decision {
        let (outcome, decidedBy) = verdict()
        return Decision(outcome: outcome, decidedBy: decidedBy, explanation: trace?.explanation(of: outcome))
    }

    private func verdict() -> Verdict {
        if let kind = denyingKind() { return (.explicitlyDenied, kind) }
        if !everyLevelAllows(policies.resourceControl) { return (.implicitlyDenied, .resourceControl) }
        if !everyLevelAllows(policies.serviceControl) { return (.implicitlyDenied, .serviceControl) }
        let named = resourcePolicyMatch()
        let verdict = verdict(where: named, allowedBy: resourceKind)
        guard verdict.outcome != .allowed, named < matchByGrant, policies.grantAllows?() == true else { return verdict }
        return self.verdict(where: matchByGrant, allowedBy: nil)
    }

    private var resourceKind: PolicySource.Kind { policies.resource?.source.kind ?? .resource }

    /// A grant names a role or a user; sessions stay limited as they are where a resource policy names those.
    private var matchByGrant: Match {
        switch request.principal.kind {
        case .roleSession, .federatedUser: .issuer
        case .root, .user, .webIdentity, .service, .anonymous: .direct
        }
    }

    /// What remains to be asked once the resource's side has named the principal in the way of `match`.
    private func verdict(where match: Match, allowedBy kind: PolicySource.Kind?) -> Verdict {
        let isWithoutIdentity = request.principal.account == nil
        let isResourceSideRequired =
            policies.resourcePolicyRule == .mustAllow || request.isCrossAccount || isWithoutIdentity
        if match == .none, isResourceSideRequired { return (.implicitlyDenied, resourceKind) }
        if isWithoutIdentity { return (.allowed, kind) }
        if !request.isCrossAccount {
            if match == .direct { return (.allowed, kind) }
            if match == .issuer { return limiting(.allowed, kind) }
        }
        if request.principal.kind == .root { return limiting(.allowed, nil) }
        guard isAllowed(byAnyOf: policies.identity) else { return (.implicitlyDenied, .identity) }
        return limiting(.allowed, .identity)
    }

    /// The verdict, unless a permissions boundary or session policy does not allow the action.
    private func limiting(_ outcome: Decision.Outcome, _ decidedBy: PolicySource.Kind?) -> Verdict {
        if let boundary = policies.permissionsBoundary, !isAllowed(byAnyOf: [boundary]) {
            return (.implicitlyDenied, .permissionsBoundary)
        }
        // A federated user's session made without a policy can do nothing of itself (STS, GetFederationToken).
        let isLimitedBySession = !policies.session.isEmpty || request.principal.kind == .federatedUser
        if isLimitedBySession, !isAllowed(byAnyOf: policies.session) { return (.implicitlyDenied, .session) }
        return (outcome, decidedBy)
    }
}

extension PolicyEvaluation {
    /// The first policy type with an explicit deny; all of them are looked at where an explanation is wanted.
    private func denyingKind() -> PolicySource.Kind? {
        var kind: PolicySource.Kind?
        func look(at attached: AttachedPolicy) {
            if kind == nil || trace != nil, strongestMatch(attached, .deny) > .none {
                kind = kind ?? attached.source.kind
            }
        }
        for level in policies.resourceControl { level.forEach(look) }
        for level in policies.serviceControl { level.forEach(look) }
        policies.resource.map(look)
        policies.identity.forEach(look)
        policies.permissionsBoundary.map(look)
        policies.session.forEach(look)
        return kind
    }

    private func everyLevelAllows(_ levels: [[AttachedPolicy]]) -> Bool {
        for level in levels where !isAllowed(byAnyOf: level) { return false }
        return true
    }

    private func isAllowed(byAnyOf policies: [AttachedPolicy]) -> Bool {
        var isAllowed = false
        for attached in policies where strongestMatch(attached, .allow) > .none {
            if trace == nil { return true }
            isAllowed = true
        }
        return isAllowed
    }

    private func resourcePolicyMatch() -> PrincipalElement.Match {
        policies.resource.map { strongestMatch($0, .allow) } ?? .none
    }

    /// How the statements of one effect that apply name the principal, at the strongest.
    private func strongestMatch(_ attached: AttachedPolicy, _ effect: Effect) -> PrincipalElement.Match {
        let index = effect == .allow ? attached.policy.allowances : attached.policy.denials
        var strongest = PrincipalElement.Match.none
        guard index.services.mayInclude(request.action.service) else { return strongest }
        let lookup = ContextLookup(context: request.context, trace: trace)
        for statement in index.statements {
            let match = match(statement, lookup)
            guard match > .none else { continue }
            trace?.note(statement, of: attached.source)
            strongest = max(strongest, match)
            if strongest == .direct, trace == nil { break }
        }
        return strongest
    }

    private func match(_ statement: Statement, _ lookup: ContextLookup) -> PrincipalElement.Match {
        guard statement.actions.matches(request.action) else { return .none }
        var match = PrincipalElement.Match.direct
        if let principals = statement.principals {
            match = principals.match(request.principal, hasBoundary: policies.permissionsBoundary != nil)
            if match == .none { return .none }
        }
        if let resources = statement.resources, !resources.matches(request.resourceBytes, resolving: lookup) {
            return .none
        }
        for condition in statement.conditions where !condition.holds(in: lookup) { return .none }
        return match
    }
}
