import Essentials

extension AccessStory {
    /// Reads what `json` writes; nil where it is anything else.
    public init?(_ json: JSON) {
        guard let isAllowed = json["allowed"]?.bool, let isExplicit = json["explicitDeny"]?.bool,
            let context = json["context"], let arn = context["principal"]?["arn"]?.string,
            let action = context["action"]?.string, let resource = context["resource"]?.string,
            let policies = json["policies"]?.array, let conditions = context["conditions"]?["items"]?.array
        else { return nil }
        let found = conditions.compactMap(ConditionKey.init(found:))
        let missing = (json["missingConditionKeys"]?.array ?? []).compactMap(\.string)
        let keys = found + missing.map { ConditionKey(name: $0, value: nil) }
        let groups = Self.groups(policies)
        let outcome: Decision.Outcome = isAllowed ? .allowed : isExplicit ? .explicitlyDenied : .implicitlyDenied
        self.init(
            principal: Principal(
                arn: arn, id: context["principal"]?["id"]?.string, name: context["principal"]?["name"]?.string),
            action: action, resource: resource, outcome: outcome,
            decidedBy: json["decidedBy"]?.string.flatMap(PolicySource.Kind.init), groups: groups,
            statements: Self.statements(json["matchedStatements"]?["items"]?.array ?? [], in: groups),
            conditionKeys: keys.sorted { $0.name < $1.name })
        isAbridged = json["abridged"]?.bool ?? false
    }

    private static func groups(_ entries: [JSON]) -> [PolicyGroup] {
        var groups: [PolicyGroup] = []
        for entry in entries {
            guard let kind = entry["type"]?.string.flatMap(PolicySource.Kind.init) else { continue }
            let level = entry["level"]?.integer.map { Int($0) }
            let policies = [ConsultedPolicy(entry, kind)].compactMap { $0 }
            if let last = groups.last, last.kind == kind, last.level == level {
                groups[groups.count - 1] = PolicyGroup(kind: kind, level: level, policies: last.policies + policies)
            } else {
                groups.append(PolicyGroup(kind: kind, level: level, policies: policies))
            }
        }
        return groups
    }

    private static func statements(_ items: [JSON], in groups: [PolicyGroup]) -> [Explanation.DecidingStatement] {
        let policies = groups.flatMap(\.policies)
        return items.compactMap { item in
            guard let name = item["policy"]?.string, let index = item["statement"]?.integer,
                let source = policies.first(where: { $0.source.name == name })?.source
            else { return nil }
            let sid = item["statementId"]?.string
            return Explanation.DecidingStatement(source: source, index: Int(index), sid: sid == "" ? nil : sid)
        }
    }
}

extension ConditionKey {
    fileprivate init?(found json: JSON) {
        guard let name = json["key"]?.string, let items = json["values"]?["items"]?.array else { return nil }
        let values = items.compactMap { $0["value"]?.string }
        self.init(name: name, value: values.count == 1 ? .one(values[0]) : .many(values))
    }
}

extension ConsultedPolicy {
    fileprivate init?(_ json: JSON, _ kind: PolicySource.Kind) {
        guard let name = json["policy"]?.string, let attachedTo = json["attachedTo"]?.string else { return nil }
        let statements = (json["statements"]?.array ?? []).compactMap { statement -> MatchedStatement? in
            guard let index = statement["index"]?.integer,
                let effect = statement["effect"]?.string.flatMap(Effect.init(rawValue:))
            else { return nil }
            return MatchedStatement(index: Int(index), sid: statement["sid"]?.string, effect: effect)
        }
        self.init(source: PolicySource(kind: kind, name: name, attachedTo: attachedTo), statements: statements)
    }
}
