import Essentials

@testable import PolicyEngine

/// The evaluation logic written as plainly as the documentation says it, over uncompiled statements.
///
/// It shares no code with the engine: strings, arrays and recursion only.
struct ReferenceEvaluator {
    struct Statement {
        var isAllow: Bool
        var principals: [String] = []
        var isNotPrincipal = false
        var actions: [String]
        var isNotAction: Bool
        var resources: [String]
        var isNotResource: Bool
        /// Operator, key, values.
        var conditions: [(name: String, key: String, values: [String])] = []
    }
    typealias Policy = [Statement]

    struct Caller {
        var kind: PolicyPrincipal.Kind
        var arn: String
        var account: String
        var issuer: String?
    }

    struct Situation {
        var caller: Caller
        var action: String
        var resource: String
        var owner: String
        var context: [String: [String]]
        var identity: [Policy] = []
        var boundary: Policy?
        var session: [Policy] = []
        var controls: [[Policy]] = []
        var resourceControls: [[Policy]] = []
        var resourcePolicy: Policy?
        var mustAllow = false
        var hasGrant = false
    }

    let situation: Situation

    func outcome() -> Decision.Outcome {
        let all =
            situation.identity + situation.session + situation.controls.flatMap { $0 }
            + situation.resourceControls.flatMap { $0 }
            + [situation.boundary, situation.resourcePolicy].compactMap { $0 }
        if all.contains(where: { $0.contains { !$0.isAllow && applies($0) } }) { return .explicitlyDenied }
        return isAllowed() ? .allowed : .implicitlyDenied
    }

    private func isAllowed() -> Bool {
        guard situation.resourceControls.allSatisfy({ $0.contains(where: allows) }),
            situation.controls.allSatisfy({ $0.contains(where: allows) })
        else { return false }
        let caller = situation.caller
        let granting = (situation.resourcePolicy ?? []).filter { $0.isAllow && applies($0) }.flatMap(\.principals)
        let isNamedItself =
            granting.contains("*") || granting.contains(caller.arn)
            || (caller.kind == .root && granting.contains(caller.account))
            || (situation.hasGrant && (caller.kind == .user || caller.kind == .root))
        let isNamedByIssuer =
            granting.contains { $0 == caller.issuer }
            || (situation.hasGrant && caller.kind != .user && caller.kind != .root)
        let isNamedByAccount = granting.contains(caller.account)

        let isAllowedByBoundary = situation.boundary.map(allows) ?? true
        let isAllowedBySession =
            situation.session.isEmpty
            ? caller.kind != .federatedUser : situation.session.contains(where: allows)
        let isWithinLimits = isAllowedByBoundary && isAllowedBySession
        let isAllowedByIdentity = caller.kind == .root || situation.identity.contains(where: allows)

        let isNamed = isNamedItself || isNamedByIssuer || isNamedByAccount
        if situation.owner != caller.account { return isNamed && isAllowedByIdentity && isWithinLimits }
        if isNamedItself { return true }
        if isNamedByIssuer { return isWithinLimits }
        if situation.mustAllow, !isNamedByAccount { return false }
        return isAllowedByIdentity && isWithinLimits
    }

    private func allows(_ policy: Policy) -> Bool { policy.contains { $0.isAllow && applies($0) } }

    private func applies(_ statement: Statement) -> Bool {
        let hasAction = statement.actions.contains {
            Self.like($0.lowercased()[...], situation.action.lowercased()[...])
        }
        let hasResource = statement.resources.contains { Self.like($0[...], situation.resource[...]) }
        return hasAction != statement.isNotAction && hasResource != statement.isNotResource
            && hasPrincipal(statement) && statement.conditions.allSatisfy { holds($0.name, $0.key, $0.values) }
    }

    private func hasPrincipal(_ statement: Statement) -> Bool {
        if statement.principals.isEmpty { return true }
        let caller = situation.caller
        let exact = statement.principals.contains { $0 == "*" || $0 == caller.arn || $0 == caller.issuer }
        let account = statement.principals.contains(caller.account)
        guard statement.isNotPrincipal else { return exact || account }
        let isSpared = exact || (account && caller.kind == .root)
        return !isSpared || situation.boundary != nil
    }

    private func holds(_ name: String, _ key: String, _ written: [String]) -> Bool {
        let values = situation.context[key.lowercased()]
        switch name {
        case "StringEquals": return values.map { $0.contains { written.contains($0) } } ?? false
        case "StringNotEquals": return values.map { !$0.contains { written.contains($0) } } ?? true
        case "StringLike":
            return (values ?? []).contains { value in written.contains { Self.like($0[...], value[...]) } }
        case "StringEqualsIfExists": return values.map { $0.contains { written.contains($0) } } ?? true
        case "ForAllValues:StringEquals": return (values ?? []).allSatisfy { written.contains($0) }
        case "ForAllValues:StringNotEquals": return (values ?? []).allSatisfy { !written.contains($0) }
        case "ForAnyValue:StringEquals": return (values ?? []).contains { written.contains($0) }
        case "ForAnyValue:StringNotEquals": return (values ?? []).contains { !written.contains($0) }
        default: return written.contains(values == nil ? "true" : "false")
        }
    }

    static let operators = [
        "StringEquals", "StringNotEquals", "StringLike", "StringEqualsIfExists", "ForAllValues:StringEquals",
        "ForAllValues:StringNotEquals", "ForAnyValue:StringEquals", "ForAnyValue:StringNotEquals", "Null",
    ]

    private static func like(_ pattern: Substring, _ text: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return like(pattern.dropFirst(), text) || (!text.isEmpty && like(pattern, text.dropFirst()))
        }
        return text.first.map { first == "?" || first == $0 } == true && like(pattern.dropFirst(), text.dropFirst())
    }
}
