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

    /// Whether the first answer will not do because an explanation names every statement.
    var isTraced: Bool { lookup.trace != nil }

    /// How a policy's allowing statements name the principal, at the strongest.
    func allowance(by attached: AttachedPolicy) -> PrincipalElement.Match {
        guard attached.policy.allowances.services.mayInclude(request.action.service) else { return .none }
        return strongestMatch(among: attached.policy.allowances.statements, of: attached)
    }

    func isDenied(by attached: AttachedPolicy) -> Bool {
        guard attached.policy.denials.services.mayInclude(request.action.service) else { return false }
        return strongestMatch(among: attached.policy.denials.statements, of: attached) > .none
    }

    func isAllowed(byAnyOf policies: [AttachedPolicy]) -> Bool {
        var isAllowed = false
        for attached in policies where allowance(by: attached) > .none {
            if !isTraced { return true }
            isAllowed = true
        }
        return isAllowed
    }

    func isDenied(byAnyOf policies: [AttachedPolicy]) -> Bool {
        var isDenied = false
        for attached in policies where self.isDenied(by: attached) {
            if !isTraced { return true }
            isDenied = true
        }
        return isDenied
    }

    func isAllowed(atEvery levels: [[AttachedPolicy]]) -> Bool {
        for level in levels where !isAllowed(byAnyOf: level) { return false }
        return true
    }

    func isDenied(atAny levels: [[AttachedPolicy]]) -> Bool {
        var isDenied = false
        for level in levels where self.isDenied(byAnyOf: level) {
            if !isTraced { return true }
            isDenied = true
        }
        return isDenied
    }

    private func strongestMatch(among statements: [Statement], of attached: AttachedPolicy) -> PrincipalElement.Match {
        var strongest = PrincipalElement.Match.none
        for statement in statements {
            let match = match(statement)
            guard match > .none else { continue }
            lookup.trace?.note(statement, of: attached.source)
            strongest = max(strongest, match)
            if strongest == .direct, !isTraced { break }
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
