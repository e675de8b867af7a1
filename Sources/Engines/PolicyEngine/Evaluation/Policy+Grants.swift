/// What policies are about, whatever the resource and the circumstances: for reports, never for decisions.
extension [Policy] {
    /// Whether one of these policies allows the action on some resource, and none denies it on all.
    public func mayAllow(_ action: ActionName) -> Bool {
        contains { $0.statements.contains { $0.effect == .allow && $0.actions.matches(action) } }
            && !contains { $0.statements.contains { $0.deniesEverywhere(action) } }
    }
}

extension Statement {
    fileprivate func deniesEverywhere(_ action: ActionName) -> Bool {
        guard effect == .deny, conditions.isEmpty, actions.matches(action), let resources else { return false }
        return !resources.isNegated && resources.patterns.contains(.fixed(Wildcard(Array("*".utf8))))
    }
}
