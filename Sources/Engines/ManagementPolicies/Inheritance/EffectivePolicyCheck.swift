import Essentials

/// Asks a merged policy for what a single document need not have: required keys, and no more of anything than allowed.
struct EffectivePolicyCheck {
    let type: ManagementPolicyType

    func errors(in root: EffectiveNode, written content: JSON) -> [EffectivePolicyError] {
        guard root.isPresent else { return [] }
        var errors: [EffectivePolicyError] = []
        check(root, against: type.grammar, at: .root, &errors)
        if type == .tag { checkTags(root, written: content, &errors) }
        return errors
    }

    private func check(
        _ node: EffectiveNode, against grammar: Grammar, at path: PolicyPath, _ errors: inout [EffectivePolicyError]
    ) {
        switch grammar {
        case .object(let members, let required):
            for key in required where node[key]?.isPresent != true {
                errors.append(.keyRequired(path / key, node))
            }
            checkMembers(of: node, members, at: path, &errors)
        case .choice(let members):
            if node.presentMembers.isEmpty { errors.append(.keyRequired(path, node)) }
            if node.presentMembers.count > 1 { errors.append(.tooMany(path, node, maximum: 1)) }
            checkMembers(of: node, members, at: path, &errors)
        case .entries(let entry, _, let count):
            let entries = node.presentMembers
            checkCount(entries.count, in: count, node, at: path, &errors)
            for member in entries { check(member, against: entry, at: path / member.name, &errors) }
        case .single: break
        case .many(_, let count): checkCount(node.value?.elements.count ?? 0, in: count, node, at: path, &errors)
        }
    }

    private func checkMembers(
        of node: EffectiveNode, _ members: [String: Grammar], at path: PolicyPath,
        _ errors: inout [EffectivePolicyError]
    ) {
        for member in node.presentMembers {
            guard let grammar = members[member.name] else { continue }
            check(member, against: grammar, at: path / member.name, &errors)
        }
    }

    private func checkCount(
        _ count: Int, in range: ClosedRange<Int>, _ node: EffectiveNode, at path: PolicyPath,
        _ errors: inout [EffectivePolicyError]
    ) {
        if count > range.upperBound { errors.append(.tooMany(path, node, maximum: range.upperBound)) }
        if count < range.lowerBound { errors.append(.tooFew(path, node, minimum: range.lowerBound)) }
    }

    private func checkTags(_ root: EffectiveNode, written content: JSON, _ errors: inout [EffectivePolicyError]) {
        let path = PolicyPath.root / "tags"
        if content.text.count > TagPolicyRules.effectiveSize { errors.append(.tooLarge(path, root)) }
        var requiring: [String: Int] = [:]
        for tag in root["tags"]?.presentMembers ?? [] {
            for type in tag["report_required_tag_for"]?.value?.elements.compactMap(\.string) ?? [] {
                requiring[type, default: 0] += 1
            }
        }
        let maximum = TagPolicyRules.requiredKeysPerResourceType
        if requiring.values.contains(where: { $0 > maximum }) {
            errors.append(.tooMany(path, root, maximum: maximum))
        }
    }
}

/// The wording of ELEMENTS_TOO_MANY is that of Organizations user guide, "Logging and monitoring",
/// EffectivePolicyValidation; no page has that of the others.
extension EffectivePolicyError {
    fileprivate static func tooMany(_ path: PolicyPath, _ node: EffectiveNode, maximum: Int) -> Self {
        Self(.elementsTooMany, "'\(path.lastKey)' exceeds the allowed maximum limit \(maximum)", path, node)
    }

    fileprivate static func tooFew(_ path: PolicyPath, _ node: EffectiveNode, minimum: Int) -> Self {
        Self(.elementsTooFew, "'\(path.lastKey)' is below the allowed minimum limit \(minimum)", path, node)
    }

    fileprivate static func keyRequired(_ path: PolicyPath, _ node: EffectiveNode) -> Self {
        Self(.keyRequired, "'\(path.lastKey)' is required", path, node)
    }

    fileprivate static func tooLarge(_ path: PolicyPath, _ node: EffectiveNode) -> Self {
        Self(.tooLarge, "The policy exceeds the allowed maximum size \(TagPolicyRules.effectiveSize)", path, node)
    }

    private init(_ code: Code, _ message: String, _ path: PolicyPath, _ node: EffectiveNode) {
        self.init(
            code: code, message: message, path: path.text, contributingPolicies: node.contributors)
    }
}
