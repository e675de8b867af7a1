import Essentials

/// One key of a policy in the making: what the levels merged so far came to, and what they let the levels below do.
struct EffectiveNode {
    /// As the policy that brought the key in spelled it.
    let name: String
    private(set) var value: Setting?
    private(set) var members: [EffectiveNode] = []
    /// The policies that had an effect on the key or below it, in the order they were merged.
    private(set) var contributors: [String] = []

    /// Where each member stands, by lower-cased name.
    private var places: [String: Int] = [:]
    /// A child policy can only take from this: a limit of a parent cannot be reversed.
    private var allowed = InheritanceOperators.all

    init(name: String) { self.name = name }

    subscript(name: String) -> EffectiveNode? { places[name.lowercased()].map { members[$0] } }

    /// Whether an effective policy shows the key at all.
    var isPresent: Bool { value != nil || members.contains(where: \.isPresent) }

    /// The members that an effective policy shows.
    var presentMembers: [EffectiveNode] { members.filter(\.isPresent) }
}

extension EffectiveNode {
    /// One policy's part in a merge.
    struct Contribution {
        let policy: String
        let node: PolicyNode
    }

    /// Merges what the policies of one level say of this key, in the order in which they were attached.
    /// - Returns: the policies that had an effect.
    @discardableResult
    mutating func merge(_ level: [Contribution]) -> [String] {
        var effective = mergeValue(level)
        for group in Self.membersByName(level) { effective += mergeMember(group) }
        for case let control? in level.map(\.node.allowedForChildren) { allowed.formIntersection(control) }
        for policy in effective where !contributors.contains(policy) { contributors.append(policy) }
        return effective
    }

    private typealias MemberGroup = (name: String, contributions: [Contribution])

    private static func membersByName(_ level: [Contribution]) -> [MemberGroup] {
        var groups: [MemberGroup] = []
        var places: [String: Int] = [:]
        for contribution in level {
            for member in contribution.node.members {
                let part = Contribution(policy: contribution.policy, node: member.node)
                let key = member.name.lowercased()
                if let place = places[key] {
                    groups[place].contributions.append(part)
                } else {
                    places[key] = groups.count
                    groups.append((member.name, [part]))
                }
            }
        }
        return groups
    }

    /// A key that no parent has can be brought in wherever a parent lets its children set or add anything.
    private mutating func mergeMember(_ group: MemberGroup) -> [String] {
        let key = group.name.lowercased()
        if let place = places[key] { return members[place].merge(group.contributions) }
        guard !allowed.isDisjoint(with: [.assign, .append]) else { return [] }
        var member = EffectiveNode(name: group.name)
        let effective = member.merge(group.contributions)
        places[key] = members.count
        members.append(member)
        return effective
    }
}

extension EffectiveNode {
    /// Of several assignments at one level the first counts; then removals from what is inherited, then additions.
    private mutating func mergeValue(_ level: [Contribution]) -> [String] {
        var effective: [String] = []
        if allowed.contains(.assign), let first = level.first(where: { $0.node.assign != nil }) {
            value = first.node.assign
            effective.append(first.policy)
        } else if allowed.contains(.remove) {
            effective += removeValues(level)
        }
        return effective + (allowed.contains(.append) ? appendValues(level) : [])
    }

    /// A list of which nothing is left is no setting any more.
    private mutating func removeValues(_ level: [Contribution]) -> [String] {
        let removing = level.filter { $0.node.remove != nil }
        guard case .many(let inherited) = value, !removing.isEmpty else { return [] }
        let removed = Set(removing.flatMap { $0.node.remove ?? [] })
        let left = inherited.filter { !removed.contains($0) }
        guard left.count < inherited.count else { return [] }
        value = left.isEmpty ? nil : .many(left)
        return removing.map(\.policy)
    }

    private mutating func appendValues(_ level: [Contribution]) -> [String] {
        let appending = level.filter { $0.node.append != nil }
        guard !appending.isEmpty else { return [] }
        var values: [JSON] = []
        switch value {
        case .many(let inherited): values = inherited
        case .single: return []
        case nil: break
        }
        var known = Set(values)
        for addition in appending.flatMap({ $0.node.append ?? [] }) where known.insert(addition).inserted {
            values.append(addition)
        }
        value = .many(values)
        return appending.map(\.policy)
    }
}
