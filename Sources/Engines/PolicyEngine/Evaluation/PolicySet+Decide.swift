extension PolicySet {
    /// Decides a request by AWS's evaluation logic: an explicit deny anywhere, then resource and service control
    /// policies, the resource policy, identity policies, the permissions boundary and session policies.
    ///
    /// Source: IAM user guide, "How AWS enforcement code logic evaluates requests to allow or deny access" and
    /// "Cross-account policy evaluation logic".
    /// - Parameter explaining: whether to ask every policy and record what each says; leave it off on the path of a call.
    public func decide(_ request: AccessRequest, explaining: Bool = false) -> Decision {
        let trace = explaining ? EvaluationTrace() : nil
        let question = Question(request, trace: trace, hasBoundary: permissionsBoundary != nil)
        let denial = denying(question)?.first(where: question.isDenied)
        let (outcome, decidedBy) = denial.map { (.explicitlyDenied, $0.source.kind) } ?? verdict(on: question)
        return Decision(
            outcome: outcome, decidedBy: decidedBy, denyingPolicy: denial?.source,
            explanation: trace.map { Explanation(of: outcome, groups: groups(asked: question), trace: $0) })
    }

    private typealias Match = PrincipalElement.Match
    private typealias Verdict = (outcome: Decision.Outcome, decidedBy: PolicySource.Kind?)

    /// The answer where nothing denies explicitly.
    private func verdict(on question: Question) -> Verdict {
        if !question.isAllowed(atEvery: resourceControl) { return (.implicitlyDenied, .resourceControl) }
        if !question.isAllowed(atEvery: serviceControl) { return (.implicitlyDenied, .serviceControl) }
        let named = resource.map { question.allowance(by: $0) } ?? .none
        let verdict = verdict(on: question, where: named, allowedBy: resourceKind)
        let byGrant = Self.matchByGrant(of: question.request.principal)
        guard verdict.outcome != .allowed, named < byGrant, grantAllows?() == true else { return verdict }
        return self.verdict(on: question, where: byGrant, allowedBy: nil)
    }

    private var resourceKind: PolicySource.Kind { resource?.source.kind ?? .resource }

    /// A grant names a role or a user; sessions stay limited as they are where a resource policy names those.
    private static func matchByGrant(of principal: PolicyPrincipal) -> Match {
        switch principal.kind {
        case .roleSession, .federatedUser: .issuer
        case .root, .user, .webIdentity, .service, .anonymous: .direct
        }
    }

    /// What remains to be asked once the resource's side has named the principal in the way of `match`.
    private func verdict(
        on question: Question, where match: Match, allowedBy kind: PolicySource.Kind?
    ) -> Verdict {
        let request = question.request
        let isWithoutIdentity = request.principal.account == nil
        let isResourceSideRequired = resourcePolicyRule == .mustAllow || request.isCrossAccount || isWithoutIdentity
        if match == .none, isResourceSideRequired { return (.implicitlyDenied, resourceKind) }
        if isWithoutIdentity { return (.allowed, kind) }
        if !request.isCrossAccount {
            if match == .direct { return (.allowed, kind) }
            if match == .issuer { return allowedWithinLimits(question, by: kind) }
        }
        if request.principal.kind == .root { return allowedWithinLimits(question, by: nil) }
        guard question.isAllowed(byAnyOf: identity) else { return (.implicitlyDenied, .identity) }
        return allowedWithinLimits(question, by: .identity)
    }

    /// Allowed, unless the permissions boundary or session policies do not allow the action.
    private func allowedWithinLimits(_ question: Question, by kind: PolicySource.Kind?) -> Verdict {
        if let permissionsBoundary, question.allowance(by: permissionsBoundary) == .none {
            return (.implicitlyDenied, .permissionsBoundary)
        }
        // A federated user's session made without a policy can do nothing of itself (STS, GetFederationToken).
        let isLimitedBySession = !session.isEmpty || question.request.principal.kind == .federatedUser
        if isLimitedBySession, !question.isAllowed(byAnyOf: session) { return (.implicitlyDenied, .session) }
        return (.allowed, kind)
    }

    /// The policies of the first type with an explicit deny. Which of them it is, is asked where one does.
    private func denying(_ question: Question) -> [AttachedPolicy]? {
        if question.isDenied(atAny: resourceControl) { return resourceControl.flatMap(\.self) }
        if question.isDenied(atAny: serviceControl) { return serviceControl.flatMap(\.self) }
        if let resource, question.isDenied(by: resource) { return [resource] }
        if question.isDenied(byAnyOf: identity) { return identity }
        if let permissionsBoundary, question.isDenied(by: permissionsBoundary) { return [permissionsBoundary] }
        return question.isDenied(byAnyOf: session) ? session : nil
    }
}
