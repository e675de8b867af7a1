import Essentials

extension AccessStory {
    /// The form of STS DecodeAuthorizationMessage, with `decidedBy`, `policies` and `missingConditionKeys` added.
    ///
    /// Source: STS API reference, DecodeAuthorizationMessage.
    public var json: JSON {
        var object: JSON.Object = [
            "allowed": .bool(outcome == .allowed), "explicitDeny": .bool(outcome == .explicitlyDenied),
            "matchedStatements": items(statements.map(matchedStatement)), "failures": items([]),
            "context": [
                "principal": principal.json, "action": .string(action), "resource": .string(resource),
                "conditions": items(conditionKeys.compactMap(condition)),
            ],
        ]
        if let decidedBy { object.append("decidedBy", .string(decidedBy.rawValue)) }
        object.append("policies", .array(groups.flatMap(policies)))
        let missing = conditionKeys.filter { $0.value == nil }.map { JSON.string($0.name) }
        object.append("missingConditionKeys", .array(missing))
        if isAbridged { object.append("abridged", true) }
        return .object(object)
    }

    private func items(_ elements: [JSON]) -> JSON { ["items": .array(elements)] }

    private func matchedStatement(_ statement: Explanation.DecidingStatement) -> JSON {
        [
            "statementId": .string(statement.sid ?? ""),
            "effect": outcome == .allowed ? "ALLOW" : "DENY", "policy": .string(statement.source.name),
            "statement": .integer(Int64(statement.index)),
        ]
    }

    private func condition(_ key: ConditionKey) -> JSON? {
        let values: [String]
        switch key.value {
        case nil: return nil
        case .one(let value): values = [value]
        case .many(let several): values = several
        }
        return ["key": .string(key.name), "values": items(values.map { ["value": .string($0)] })]
    }

    private func policies(_ group: PolicyGroup) -> [JSON] {
        // A level without policies is told as well: nothing allows at it.
        guard !group.policies.isEmpty else { return [.object(header(group))] }
        return group.policies.map { policy in
            var object = header(group)
            object.append("policy", .string(policy.source.name))
            object.append("attachedTo", .string(policy.source.attachedTo))
            object.append("outcome", .string(policy.outcome.rawValue))
            object.append("statements", .array(policy.statements.map(\.json)))
            return .object(object)
        }
    }

    private func header(_ group: PolicyGroup) -> JSON.Object {
        var object: JSON.Object = ["type": .string(group.kind.rawValue)]
        if let level = group.level { object.append("level", .integer(Int64(level))) }
        return object
    }
}

extension AccessStory.Principal {
    fileprivate var json: JSON {
        var object: JSON.Object = [:]
        if let id { object.append("id", .string(id)) }
        if let name { object.append("name", .string(name)) }
        object.append("arn", .string(arn))
        return .object(object)
    }
}

extension ConsultedPolicy.MatchedStatement {
    fileprivate var json: JSON {
        var object: JSON.Object = ["index": .integer(Int64(index))]
        if let sid { object.append("sid", .string(sid)) }
        object.append("effect", .string(effect.rawValue))
        return .object(object)
    }
}
