import Essentials
import Testing

@testable import PolicyEngine

/// The Organizations user guide's pages "RCP evaluation" and "Resource control policies".
@Suite struct ResourceControlScenarioTests {
    private static let full = ["RCPFullAWSAccess"]

    /// Figure 1: a Deny at the Production unit reaches both accounts below it.
    private static let organization = ExampleOrganization(paths: [
        "A": [("Root", full), ("Production", full + ["RCPDenyS3"]), ("A", full)],
        "B": [("Root", full), ("Production", full + ["RCPDenyS3"]), ("B", full)],
        "C": [("Root", full), ("C", full)],
    ])

    @Test(arguments: [("A", false), ("B", false), ("C", true)])
    func denyReachesEveryAccountBelow(account: String, isAllowed: Bool) throws {
        let levels = try Self.organization.levels(to: account, .resourceControl)
        #expect(try decide("s3:GetObject", under: levels).isAllowed == isAllowed)
        #expect(try decide("kms:Encrypt", under: levels).isAllowed)
    }

    @Test func whoeverCallsIsBound() throws {
        let levels = try Self.organization.levels(to: "A", .resourceControl)
        let everyone = try Fixture.policy(
            .resource, #"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#)
        let callers: [PolicyPrincipal] = [
            try Fixture.user(), try Fixture.session(), try Fixture.federated(), .root(of: try Fixture.home()),
            .service("cloudtrail.amazonaws.com"), .anonymous,
        ]
        for caller in callers {
            let decision = try decide("s3:GetObject", as: caller, resource: everyone, under: levels)
            #expect(decision.outcome == .explicitlyDenied, "\(caller)")
            #expect(decision.decidedBy == .resourceControl)
            #expect(decision.denyingPolicy?.attachedTo == "Production")
        }
    }

    @Test func managedPolicyGrantsNothing() throws {
        let levels = try Self.organization.levels(to: "C", .resourceControl)
        let set = PolicySet(resourceControl: levels)
        let request = AccessRequest(
            principal: try Fixture.user(), action: "s3:GetObject", resource: "*", context: RequestContext())
        #expect(set.decide(request).decidedBy == .identity)
    }

    private func decide(
        _ action: String, as principal: PolicyPrincipal? = nil, resource: AttachedPolicy? = nil,
        under levels: [[AttachedPolicy]]
    ) throws -> Decision {
        let everything = try Fixture.policy(.identity, #"{"Effect":"Allow","Action":"*","Resource":"*"}"#)
        let set = PolicySet(identity: [everything], resourceControl: levels, resource: resource)
        return set.decide(
            AccessRequest(
                principal: try principal ?? Fixture.user(), action: ActionName(action), resource: "*",
                resourceAccount: try Fixture.home(), context: RequestContext()))
    }
}
