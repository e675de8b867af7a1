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
        /// The ARN; a service's or identity provider's name; `*` of nobody.
        var arn: String
        /// Nil of services, identity providers and nobody.
        var account: String?
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

    /// How the resource's side names the caller.
    private enum Naming: Int { case not, byAccount, byIssuer, itself }

    let situation: Situation

    func verdict() -> (outcome: Decision.Outcome, by: PolicySource.Kind?) {
        for (kind, policies) in policies {
            if policies.contains(where: { $0.contains { !$0.isAllow && applies($0) } }) {
                return (.explicitlyDenied, kind)
            }
        }
        if !situation.resourceControls.allSatisfy({ $0.contains(where: allows) }) {
            return (.implicitlyDenied, .resourceControl)
        }
        if !situation.controls.allSatisfy({ $0.contains(where: allows) }) {
            return (.implicitlyDenied, .serviceControl)
        }
        let byPolicy = firstMissing(namingByPolicy)
        if byPolicy == nil { return (.allowed, granting(namingByPolicy, .resource)) }
        guard situation.hasGrant, namingByGrant.rawValue > namingByPolicy.rawValue else {
            return (.implicitlyDenied, byPolicy)
        }
        if let missing = firstMissing(namingByGrant) { return (.implicitlyDenied, missing) }
        return (.allowed, granting(namingByGrant, nil))
    }

    /// In the order in which the documentation lists them.
    private var policies: [(PolicySource.Kind, [Policy])] {
        [
            (.resourceControl, situation.resourceControls.flatMap { $0 }),
            (.serviceControl, situation.controls.flatMap { $0 }),
            (.resource, situation.resourcePolicy.map { [$0] } ?? []), (.identity, situation.identity),
            (.permissionsBoundary, situation.boundary.map { [$0] } ?? []), (.session, situation.session),
        ]
    }

    /// For every policy in that order, the places of the statements that apply.
    func applyingStatements() -> [[Int]] {
        policies.flatMap { $0.1 }.map { policy in policy.indices.filter { applies(policy[$0]) } }
    }

    /// The first policy type that has to allow and does not; nil where all do.
    private func firstMissing(_ naming: Naming) -> PolicySource.Kind? {
        let caller = situation.caller
        guard caller.account != nil else { return naming == .not ? .resource : nil }
        let isCrossAccount = caller.account != situation.owner
        if naming == .not, isCrossAccount || situation.mustAllow { return .resource }
        if naming == .itself, !isCrossAccount { return nil }
        let isIdentityAsked = caller.kind != .root && (isCrossAccount || naming != .byIssuer)
        if isIdentityAsked, !situation.identity.contains(where: allows) { return .identity }
        if let boundary = situation.boundary, !allows(boundary) { return .permissionsBoundary }
        let isSessionAsked = !situation.session.isEmpty || caller.kind == .federatedUser
        return isSessionAsked && !situation.session.contains(where: allows) ? .session : nil
    }

    private func granting(_ naming: Naming, _ resource: PolicySource.Kind?) -> PolicySource.Kind? {
        let caller = situation.caller
        let isOwn = caller.account == nil || caller.account == situation.owner
        if isOwn, naming == .itself || naming == .byIssuer { return resource }
        if caller.account == nil { return resource }
        return caller.kind == .root ? nil : .identity
    }

    private var namingByGrant: Naming {
        [.roleSession, .federatedUser].contains(situation.caller.kind) ? .byIssuer : .itself
    }

    private var namingByPolicy: Naming {
        let caller = situation.caller
        var naming = Naming.not
        for statement in situation.resourcePolicy ?? [] where statement.isAllow && applies(statement) {
            let names = statement.principals
            let isAccountNamed = caller.account.map(names.contains) ?? false
            let how: Naming =
                if names.contains("*") || names.contains(caller.arn) || (isAccountNamed && caller.kind == .root) {
                    .itself
                } else if let issuer = caller.issuer, names.contains(issuer) {
                    .byIssuer
                } else {
                    .byAccount
                }
            if how.rawValue > naming.rawValue { naming = how }
        }
        return naming
    }

    private func allows(_ policy: Policy) -> Bool { policy.contains { $0.isAllow && applies($0) } }

    private func applies(_ statement: Statement) -> Bool {
        let hasAction = statement.actions.contains { like($0.lowercased(), situation.action.lowercased()) }
        let hasResource = statement.resources.contains { like($0, situation.resource) }
        return hasAction != statement.isNotAction && hasResource != statement.isNotResource
            && hasPrincipal(statement) && statement.conditions.allSatisfy { holds($0.name, $0.key, $0.values) }
    }

    private func hasPrincipal(_ statement: Statement) -> Bool {
        if statement.principals.isEmpty { return true }
        let caller = situation.caller
        let exact = statement.principals.contains { $0 == "*" || $0 == caller.arn || $0 == caller.issuer }
        let account = caller.account.map(statement.principals.contains) ?? false
        guard statement.isNotPrincipal else { return exact || account }
        let isSpared = exact || (account && caller.kind == .root)
        return !isSpared || situation.boundary != nil
    }
}
