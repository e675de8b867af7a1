/// A decision's story as a small tree, one policy a line.
///
/// The policies that spoke are named, those that did not are counted: what matters has to be found at a glance.
public struct StoryTree: Sendable {
    public enum Tone: Sendable { case good, bad, faint, strong }

    private let story: AccessStory
    private let paint: @Sendable (String, Tone) -> String

    /// - Parameter paint: puts a text into a terminal's colours; leave it out where there are none.
    public init(_ story: AccessStory, paint: @escaping @Sendable (String, Tone) -> String = { text, _ in text }) {
        self.story = story
        self.paint = paint
    }

    public var text: String {
        var lines = [headline, "  principal  \(story.principal.arn)", "  resource   \(story.resource)"]
        if !reason.isEmpty { lines.append("  \(reason)") }
        lines.append("")
        lines += branches(sections)
        return lines.joined(separator: "\n") + "\n"
    }

    private var headline: String {
        let verdict = story.outcome == .allowed ? paint("ALLOWED", .good) : paint("DENIED", .bad)
        return "\(verdict)  \(paint(story.action, .strong))"
    }

    private var reason: String {
        switch (story.outcome, story.decidedBy) {
        case (.allowed, let kind?): "allowed by: \(kind.rawValue)"
        case (.allowed, nil): "allowed by: a grant, or the account's root user needs no policy"
        case (.explicitlyDenied, let kind?): "explicit deny in: \(kind.rawValue)"
        case (.implicitlyDenied, let kind?): "nothing allows it in: \(kind.rawValue)"
        case (_, nil): ""
        }
    }

    private struct Node {
        var text: String
        var children: [Node] = []
    }

    private func branches(_ nodes: [Node], indent: String = "") -> [String] {
        nodes.enumerated().flatMap { index, node in
            let isLast = index == nodes.count - 1
            return ["\(indent)\(isLast ? "└─ " : "├─ ")\(node.text)"]
                + branches(node.children, indent: indent + (isLast ? "   " : "│  "))
        }
    }

    private var sections: [Node] {
        var sections: [Node] = []
        for kind in PolicySource.Kind.inOrder {
            let groups = story.groups.filter { $0.kind == kind }
            guard let first = groups.first else {
                // What had to allow and is not there is a part of the story too.
                if story.outcome == .implicitlyDenied, story.decidedBy == kind {
                    sections.append(Node(text: "\(paint(kind.rawValue, .strong)): \(paint("there is none", .bad))"))
                }
                continue
            }
            if first.level == nil {
                sections.append(Node(text: heading(kind, first.outcome), children: policies(first)))
            } else {
                let levels = groups.map { Node(text: level($0), children: policies($0)) }
                sections.append(Node(text: heading(kind, overall(groups)), children: levels))
            }
        }
        if !story.conditionKeys.isEmpty { sections.append(conditions) }
        if story.isAbridged { sections.append(Node(text: paint("more policies were left out", .faint))) }
        return sections
    }

    private func heading(_ kind: PolicySource.Kind, _ outcome: PolicyOutcome) -> String {
        "\(paint(kind.rawValue, .strong)): \(word(outcome))"
    }

    /// Levels intersect.
    private func overall(_ levels: [PolicyGroup]) -> PolicyOutcome {
        let outcomes = levels.map(\.outcome)
        return outcomes.contains(.denies) ? .denies : outcomes.allSatisfy { $0 == .allows } ? .allows : .silent
    }

    private func level(_ group: PolicyGroup) -> String {
        "\(group.attachedTo ?? "level \(group.level ?? 0), without policies"): \(word(group.outcome))"
    }

    private func word(_ outcome: PolicyOutcome) -> String {
        switch outcome {
        case .allows: paint("allows", .good)
        case .denies: paint("DENIES", .bad)
        case .silent: paint("does not allow", .bad)
        }
    }

    private func policies(_ group: PolicyGroup) -> [Node] {
        let speaking = group.policies.filter { $0.outcome != .silent }
        var nodes = speaking.map { policy in
            let statements = policy.statements.filter { $0.effect == .deny || policy.outcome == .allows }
            return Node(
                text: "\(policy.source.name)\(holder(of: policy, in: group))  "
                    + statements.map(phrase).joined(separator: ", "))
        }
        let silent = group.policies.count - speaking.count
        if silent > 0 {
            nodes.append(Node(text: paint("\(silent) \(silent == 1 ? "says" : "say") nothing to this", .faint)))
        }
        return nodes
    }

    /// Whom the policy is attached to, where that is not said by its level.
    private func holder(of policy: ConsultedPolicy, in group: PolicyGroup) -> String {
        group.level == nil && policy.source.attachedTo != story.principal.arn
            && policy.source.attachedTo != story.resource
            ? paint(" of \(policy.source.attachedTo)", .faint) : ""
    }

    private func phrase(_ statement: ConsultedPolicy.MatchedStatement) -> String {
        let name = statement.sid.map { "\"\($0)\"" } ?? "#\(statement.index + 1)"
        return paint("\(statement.effect.rawValue) \(name)", statement.effect == .deny ? .bad : .good)
    }

    private var conditions: Node {
        Node(
            text: paint("condition keys looked at", .strong),
            children: story.conditionKeys.map { key in
                let value =
                    switch key.value {
                    case .one(let value): "= \(value)"
                    case .many(let values): "= [\(values.joined(separator: ", "))]"
                    case nil: paint("is not in the request", .faint)
                    }
                return Node(text: "\(key.name) \(value)")
            })
    }
}

extension PolicySource.Kind {
    /// As they are told: from far above the principal down to it.
    fileprivate static let inOrder: [Self] = [
        .serviceControl, .resourceControl, .resource, .trust, .identity, .permissionsBoundary, .session,
    ]
}
