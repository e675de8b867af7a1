import Essentials
import Testing

@testable import PolicyEngine

/// Thousands of random situations, decided by the engine and by the reference evaluator.
@Suite struct ReferenceTests {
    typealias Reference = ReferenceEvaluator

    @Test(arguments: 0..<4)
    func engineAgreesWithTheReference(part: Int) throws {
        var generator = SituationGenerator(seed: UInt64(part) &* 7919 &+ 3)
        var counts: [Decision.Outcome: Int] = [:]
        for number in 0..<2000 {
            let situation = generator.situation()
            let reference = Reference(situation: situation)
            let expected = reference.verdict()
            let (set, request) = (try policySet(situation), try request(situation))
            let decision = set.decide(request)
            counts[expected.outcome, default: 0] += 1
            #expect(decision.outcome == expected.outcome, "case \(number): \(situation)")
            #expect(decision.decidedBy == expected.by, "case \(number): \(situation)")
            let explained = set.decide(request, explaining: true)
            #expect(explained.outcome == decision.outcome)
            #expect(explained.decidedBy == decision.decidedBy)
            #expect(explained.denyingPolicy == decision.denyingPolicy)
            let explanation = try #require(explained.explanation)
            let applying = explanation.groups.flatMap(\.policies).map { $0.statements.map(\.index) }
            #expect(applying == reference.applyingStatements(), "case \(number): \(situation)")
            // What is allowed without a policy's doing is so for the root user, or by a grant.
            #expect(explanation.statements.isEmpty == (expected.outcome == .implicitlyDenied) || expected.by == nil)
        }
        // A generator that reaches one outcome only would prove nothing.
        for outcome in [Decision.Outcome.allowed, .explicitlyDenied, .implicitlyDenied] {
            #expect(counts[outcome, default: 0] > 100)
        }
    }

    private func request(_ situation: Reference.Situation) throws -> AccessRequest {
        var context = RequestContext()
        for (key, values) in situation.context {
            context[key] = values.count == 1 ? .one(values[0]) : .many(values)
        }
        let caller = situation.caller
        let account = try Fixture.account(caller.account ?? "111111111111")
        let principal: PolicyPrincipal =
            switch caller.kind {
            case .root: .root(of: account)
            case .roleSession: .roleSession(arn: caller.arn, role: caller.issuer ?? "", account: account)
            case .federatedUser: .federatedUser(arn: caller.arn, user: caller.issuer ?? "", account: account)
            case .user: .user(arn: caller.arn, account: account)
            case .service: .service(caller.arn)
            case .webIdentity: .webIdentity(provider: caller.arn)
            case .anonymous: .anonymous
            }
        return AccessRequest(
            principal: principal, action: ActionName(situation.action), resource: situation.resource,
            resourceAccount: try Fixture.account(situation.owner), context: context)
    }

    private func policySet(_ situation: Reference.Situation) throws -> PolicySet {
        var set = PolicySet()
        set.identity = try attached(situation.identity, .identity)
        set.permissionsBoundary = try situation.boundary.flatMap { try attached([$0], .permissionsBoundary).first }
        set.session = try attached(situation.session, .session)
        for level in situation.controls { set.serviceControl.append(try attached(level, .serviceControl)) }
        for level in situation.resourceControls { set.resourceControl.append(try attached(level, .resourceControl)) }
        set.resource = try situation.resourcePolicy.flatMap { try attached([$0], .resource).first }
        set.resourcePolicyRule = situation.mustAllow ? .mustAllow : .grantsAlongsideIdentity
        if situation.hasGrant { set.grantAllows = { true } }
        return set
    }

    private func attached(_ policies: [Reference.Policy], _ kind: PolicyKind) throws -> [AttachedPolicy] {
        try policies.map { policy in
            try Fixture.policy(kind, policy.map { json($0).text }.joined(separator: ","))
        }
    }

    private func json(_ statement: Reference.Statement) -> JSON {
        var object = JSON.Object()
        object["Effect"] = .string(statement.isAllow ? "Allow" : "Deny")
        object[statement.isNotAction ? "NotAction" : "Action"] = list(statement.actions)
        object[statement.isNotResource ? "NotResource" : "Resource"] = list(statement.resources)
        if !statement.principals.isEmpty {
            object[statement.isNotPrincipal ? "NotPrincipal" : "Principal"] = principals(statement.principals)
        }
        if !statement.conditions.isEmpty {
            var conditions = JSON.Object()
            for condition in statement.conditions {
                conditions[condition.name] = .object([condition.key: list(condition.values)])
            }
            object["Condition"] = .object(conditions)
        }
        return .object(object)
    }

    private func principals(_ names: [String]) -> JSON {
        if names == ["*"] { return "*" }
        var object = JSON.Object()
        for name in names {
            let type =
                name.hasSuffix(".amazonaws.com") ? "Service" : name == "accounts.google.com" ? "Federated" : "AWS"
            object[type] = list((object[type]?.strings ?? []) + [name])
        }
        return .object(object)
    }

    private func list(_ texts: [String]) -> JSON {
        texts.count == 1 ? .string(texts[0]) : .array(texts.map { .string($0) })
    }
}

extension JSON {
    /// One text, or a list of them.
    fileprivate var strings: [String] { string.map { [$0] } ?? (array ?? []).compactMap(\.string) }
}
