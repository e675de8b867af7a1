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
        for number in 0..<5000 {
            let situation = generator.situation()
            let expected = Reference(situation: situation).outcome()
            let (set, request) = (try policySet(situation), try request(situation))
            let decision = set.decide(request)
            counts[expected, default: 0] += 1
            #expect(decision.outcome == expected, "case \(number): \(situation)")
            let explained = set.decide(request, explaining: true)
            #expect(explained.outcome == expected)
            #expect(explained.decidedBy == decision.decidedBy)
        }
        // A generator that reaches one outcome only would prove nothing.
        for outcome in [Decision.Outcome.allowed, .explicitlyDenied, .implicitlyDenied] {
            #expect(counts[outcome, default: 0] > 250)
        }
    }

    private func request(_ situation: Reference.Situation) throws -> AccessRequest {
        var context = RequestContext()
        for (key, values) in situation.context {
            context[key] = values.count == 1 ? .one(values[0]) : .many(values)
        }
        let caller = situation.caller
        let account = try Fixture.account(caller.account)
        let principal: PolicyPrincipal =
            switch caller.kind {
            case .root: .root(of: account)
            case .roleSession: .roleSession(arn: caller.arn, role: caller.issuer ?? "", account: account)
            case .federatedUser: .federatedUser(arn: caller.arn, user: caller.issuer ?? "", account: account)
            default: .user(arn: caller.arn, account: account)
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
            let names: JSON = statement.principals == ["*"] ? "*" : ["AWS": list(statement.principals)]
            object[statement.isNotPrincipal ? "NotPrincipal" : "Principal"] = names
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

    private func list(_ texts: [String]) -> JSON {
        texts.count == 1 ? .string(texts[0]) : .array(texts.map { .string($0) })
    }
}
