/// One request put to policies one at a time.
struct Question {
    let request: AccessRequest
    private let lookup: ContextLookup
    private let hasBoundary: Bool

    init(_ request: AccessRequest, trace: EvaluationTrace?, hasBoundary: Bool) {
        self.request = request
        self.hasBoundary = hasBoundary
        lookup = ContextLookup(context: request.context, trace: trace)
    }

    /// How a policy's allowing statements name the principal, at the strongest.
    func allowance(by attached: AttachedPolicy) -> PrincipalElement.Match {
        lookup.trace?.note(asked: attached.source.kind)
        guard attached.allowances.services.mayInclude(request.action.service) else { return .none }
        return strongestMatch(among: attached.allowances.statements)
    }

    func isDenied(by attached: AttachedPolicy) -> Bool {
        guard attached.denials.services.mayInclude(request.action.service) else { return false }
        return strongestMatch(among: attached.denials.statements) > .none
    }

    func isAllowed(byAnyOf policies: [AttachedPolicy]) -> Bool {
        for attached in policies where allowance(by: attached) > .none { return true }
        return false
    }

    func isAllowed(atEvery levels: [[AttachedPolicy]]) -> Bool {
        for level in levels where !isAllowed(byAnyOf: level) { return false }
        return true
    }

    func isDenied(byAnyOf policies: [AttachedPolicy]) -> Bool {
        for attached in policies where isDenied(by: attached) { return true }
        return false
    }

    func isDenied(atAny levels: [[AttachedPolicy]]) -> Bool {
        for level in levels where isDenied(byAnyOf: level) { return true }
        return false
    }

    /// Everything that a policy says.
    func consult(_ attached: AttachedPolicy) -> ConsultedPolicy {
        let matching = attached.policy.statements.filter { match($0) > .none }
        return ConsultedPolicy(
            source: attached.source,
            statements: matching.map { .init(index: $0.index, sid: $0.sid, effect: $0.effect) })
    }

    private func strongestMatch(among statements: [Statement]) -> PrincipalElement.Match {
        var strongest = PrincipalElement.Match.none
        for statement in statements {
            let match = match(statement)
            guard match > strongest else { continue }
            if match == .direct { return match }
            strongest = match
        }
        return strongest
    }

    private func match(_ statement: Statement) -> PrincipalElement.Match {
        guard statement.actions.matches(request.action) else { return .none }
        var match = PrincipalElement.Match.direct
        if let principals = statement.principals {
            match = principals.match(request.principal, hasBoundary: hasBoundary)
            if match == .none { return .none }
        }
        if let resources = statement.resources, !resources.matches(request.resourceBytes, resolving: lookup) {
            return .none
        }
        for condition in statement.conditions where !condition.holds(in: lookup) { return .none }
        return match
    }
}
