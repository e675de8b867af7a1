extension PolicySet {
    /// What every policy says, whether or not the decision turned on it.
    func groups(asked question: Question) -> [PolicyGroup] {
        func group(_ kind: PolicySource.Kind, _ policies: [AttachedPolicy], level: Int? = nil) -> PolicyGroup {
            PolicyGroup(kind: kind, level: level, policies: policies.map(question.consult))
        }
        var groups = resourceControl.enumerated().map { group(.resourceControl, $1, level: $0) }
        groups += serviceControl.enumerated().map { group(.serviceControl, $1, level: $0) }
        if let resource { groups.append(group(resource.source.kind, [resource])) }
        if !identity.isEmpty { groups.append(group(.identity, identity)) }
        if let permissionsBoundary { groups.append(group(.permissionsBoundary, [permissionsBoundary])) }
        if !session.isEmpty { groups.append(group(.session, session)) }
        return groups
    }
}
