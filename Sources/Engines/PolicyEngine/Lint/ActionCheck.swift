import Essentials

/// Finds actions that do not exist, and resources that no action of their statement has.
struct ActionCheck {
    let catalog: ActionCatalog

    func run(on statement: Statement, _ text: StatementText, _ report: inout LintReport) {
        let element = statement.actions.isNegated ? "NotAction" : "Action"
        let actions = text.strings(element)
        for action in actions where action != "*" && !report.isFull { check(action, text, &report) }
        guard !statement.actions.isNegated else { return }
        checkResources(of: actions, text, &report)
    }

    private func check(_ action: String, _ text: StatementText, _ report: inout LintReport) {
        guard catalog.hasMatch(for: action) == false else { return }
        let advice =
            catalog.nearest(to: action).map { "Write \($0), if that is meant." }
            ?? "See the service's page in the Service Authorization Reference for its actions."
        report.add(.unknownAction, at: .string(action, text), "\(action) is the name of no action.", advice)
    }

    /// Services whose actions act on other services' resources.
    ///
    /// Source: Service Authorization Reference, "Resource types" of each.
    private static let borrowed: [String: Set<String>] = ["sts": ["iam"], "ssm": ["ec2", "s3", "ecs", "cloudwatch"]]

    private func checkResources(of actions: [String], _ text: StatementText, _ report: inout LintReport) {
        let services = Set(actions.map { $0.lowercased().prefix { $0 != ":" } }.map(String.init))
        guard !services.contains("*"), services.allSatisfy(catalog.knows) else { return }
        let possible = services.union(services.flatMap { Self.borrowed[$0] ?? [] })
        for resource in text.strings("Resource") where !report.isFull {
            let parts = resource.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count >= 3, parts[0] == "arn", !parts[2].contains(where: { "*?$".contains($0) }),
                !possible.contains(String(parts[2]))
            else { continue }
            report.add(
                .resourceOfOtherService, at: .string(resource, text),
                "No action of \(services.sorted().joined(separator: ", ")) has a resource of \(parts[2]): it never matches.",
                "Put the resource into a statement with actions of \(parts[2]), or take it out.")
        }
    }
}
