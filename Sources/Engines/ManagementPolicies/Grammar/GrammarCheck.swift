/// Holds one document against its type's grammar. What only a merged policy must have is not asked of it.
struct GrammarCheck {
    let operators: InheritanceOperators

    func check(_ node: PolicyNode, against grammar: Grammar, at path: PolicyPath) throws(ManagementPolicyError) {
        try checkControl(node, at: path)
        switch grammar {
        case .object(let members, _): try checkMembers(of: node, members, at: path)
        case .choice(let members):
            try checkMembers(of: node, members, at: path)
            guard node.members.count <= 1 else { throw .malformed(path: path.text, .mutuallyExclusive) }
        case .entries(let entry, let names, let count):
            try checkEntries(of: node, entry, names, maximum: count.upperBound, at: path)
        case .single(let rule): try checkSetting(node, rule, isList: false, maximum: 1, at: path)
        case .many(let rule, let count):
            try checkSetting(node, rule, isList: true, maximum: count.upperBound, at: path)
        }
    }

    /// A type that lacks an operator cannot allow it to children either.
    private func checkControl(_ node: PolicyNode, at path: PolicyPath) throws(ManagementPolicyError) {
        guard let allowed = node.allowedForChildren, !allowed.isSubset(of: operators) else { return }
        throw .malformed(path: path.text, .operatorNotAllowed)
    }

    private func checkMembers(
        of node: PolicyNode, _ members: [String: Grammar], at path: PolicyPath
    ) throws(ManagementPolicyError) {
        try requireNoSetting(node, at: path)
        for member in node.members {
            guard let grammar = members[member.name] else {
                throw .malformed(path: (path / member.name).text, .unknownKey)
            }
            try check(member.node, against: grammar, at: path / member.name)
        }
    }

    private func checkEntries(
        of node: PolicyNode, _ entry: Grammar, _ names: NameRule, maximum: Int, at path: PolicyPath
    ) throws(ManagementPolicyError) {
        try requireNoSetting(node, at: path)
        guard node.members.count <= maximum else { throw .malformed(path: path.text, .tooMany) }
        for member in node.members {
            guard names.accepts(member.name) else {
                throw .malformed(path: (path / member.name).text, .unknownKey)
            }
            try check(member.node, against: entry, at: path / member.name)
        }
    }

    private func requireNoSetting(_ node: PolicyNode, at path: PolicyPath) throws(ManagementPolicyError) {
        guard node.operators.isEmpty else { throw .malformed(path: path.text, .operatorNotAllowed) }
    }

    private func checkSetting(
        _ node: PolicyNode, _ rule: ValueRule, isList: Bool, maximum: Int, at path: PolicyPath
    ) throws(ManagementPolicyError) {
        if let member = node.members.first { throw .malformed(path: (path / member.name).text, .unknownKey) }
        guard !node.operators.isEmpty || node.allowedForChildren != nil else {
            throw .malformed(path: path.text, .missingValue)
        }
        guard node.operators.isSubset(of: isList ? operators : .assign) else {
            throw .malformed(path: path.text, .operatorNotAllowed)
        }
        for setting in node.settings {
            guard isList == setting.isList else { throw .malformed(path: path.text, .invalidOperatorValue) }
            guard setting.elements.count <= maximum else { throw .malformed(path: path.text, .tooMany) }
            guard setting.elements.allSatisfy(rule.accepts) else { throw .malformed(path: path.text, .invalidValue) }
        }
    }
}

extension Setting {
    fileprivate var isList: Bool { if case .many = self { true } else { false } }
}
