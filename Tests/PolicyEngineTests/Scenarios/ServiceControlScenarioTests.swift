import Essentials
import Testing

@testable import PolicyEngine

/// Every scenario that the Organizations user guide works through on its page "SCP evaluation".
@Suite struct ServiceControlScenarioTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let organization: ExampleOrganization
        /// For each account, which of the five services below its principals may use.
        let allowed: [String: Set<String>]
    }

    private static let full = ["FullAWSAccess"]
    private static let services: Set = ["s3", "ec2", "iam", "cloudwatch", "kms"]

    static let scenarios = [
        Scenario(
            testDescription: "Figure 1: Allow at the root, the unit and the account",
            organization: .production(root: full, unit: full, accountB: full),
            allowed: ["A": services, "B": services]),
        Scenario(
            testDescription: "Figure 2: Allow missing at the unit",
            organization: .production(root: full, unit: [], accountB: full), allowed: ["A": [], "B": []]),
        Scenario(
            testDescription: "Figure 3: Deny at the unit, Allow above and below",
            organization: .production(root: full + ["AllowS3"], unit: full + ["DenyS3"], accountB: full + ["AllowS3"]),
            allowed: ["A": services.subtracting(["s3"]), "B": services.subtracting(["s3"])]),
        Scenario(
            testDescription: "Scenario 1: Deny policies",
            organization: .production(root: full, unit: full + ["DenyS3"], accountB: full + ["DenyEC2"]),
            allowed: ["A": services.subtracting(["s3"]), "B": services.subtracting(["s3", "ec2"])]),
        Scenario(
            testDescription: "Scenario 2: Allow at every level",
            organization: .production(root: full, unit: ["AllowEC2"], accountB: full),
            allowed: ["A": ["ec2"], "B": ["ec2"]]),
        Scenario(
            testDescription: "Scenario 3: no Allow at the root",
            organization: .production(root: ["DenyS3"], unit: full, accountB: full), allowed: ["A": [], "B": []]),
        Scenario(
            testDescription: "Scenario 4: layered Deny",
            organization: .workloads(test: full + ["DenyEC2"]),
            allowed: ["D": services.subtracting(["ec2"]), "E": services, "F": services]),
        Scenario(
            testDescription: "Scenario 5: Allow at the unit restricts services",
            organization: .workloads(test: ["AllowEC2"]), allowed: ["D": ["ec2"], "E": services, "F": services]),
        Scenario(
            testDescription: "Scenario 6: Deny at the root regardless of Allow below",
            organization: .workloads(root: full + ["DenyS3"], test: ["AllowS3"]),
            allowed: ["D": [], "E": services.subtracting(["s3"]), "F": services.subtracting(["s3"])]),
        Scenario(
            testDescription: "Scenario 7: two allow lists at the root are a union, and bound all below",
            organization: .production(root: ["SCP_1", "SCP_2"], unit: full, accountB: full),
            allowed: ["A": services.subtracting(["kms"]), "B": services.subtracting(["kms"])]),
    ]

    @Test(arguments: scenarios)
    func outcomeIsTheDocumentedOne(scenario: Scenario) throws {
        for (account, allowed) in scenario.allowed {
            let levels = try scenario.organization.levels(to: account)
            for service in Self.services {
                // A member account's root user is bound as its users and roles are.
                for principal in [try Fixture.user(), try Fixture.session(), .root(of: try Fixture.home())] {
                    let decision = try decide("\(service):Use", principal, under: levels)
                    #expect(decision.isAllowed == allowed.contains(service), "\(account) \(service) \(principal.name)")
                    #expect(decision.isAllowed || decision.decidedBy == .serviceControl)
                }
            }
        }
    }

    @Test(arguments: [
        ("ec2:RunInstances", true), ("organizations:DescribeOrganization", true),
        ("organizations:LeaveOrganization", false), ("s3:GetObject", false),
    ])
    func allowAndDenyStandInOnePolicy(action: String, isAllowed: Bool) throws {
        let organization = ExampleOrganization.production(
            root: ["AllowListWithoutLeaving"], unit: Self.full, accountB: Self.full)
        let decision = try decide(action, try Fixture.user(), under: try organization.levels(to: "B"))
        #expect(decision.isAllowed == isAllowed)
    }

    @Test(arguments: ["cloudtrail:StopLogging", "organizations:LeaveOrganization", "config:DeleteConfigRule"])
    func whatTheRootForbidsIsForbiddenInEveryChild(action: String) throws {
        let organization = ExampleOrganization.workloads(root: Self.full + ["DenyGovernance"], test: ["AllowS3"])
        for account in ["D", "E", "F"] {
            let decision = try decide(action, try Fixture.user(), under: try organization.levels(to: account))
            #expect(decision.outcome == .explicitlyDenied)
            #expect(decision.denyingPolicy?.name == "DenyGovernance")
            #expect(decision.denyingPolicy?.attachedTo == "Root")
        }
        // A child narrows what is left: S3 alone in D, all the rest in E.
        #expect(try decide("s3:GetObject", try Fixture.user(), under: organization.levels(to: "D")).isAllowed)
        #expect(try !decide("kms:Encrypt", try Fixture.user(), under: organization.levels(to: "D")).isAllowed)
        #expect(try decide("kms:Encrypt", try Fixture.user(), under: organization.levels(to: "E")).isAllowed)
    }

    @Test func controlPoliciesGrantNothing() throws {
        let levels = try ExampleOrganization.production(root: Self.full, unit: Self.full, accountB: Self.full)
            .levels(to: "B")
        let decision = try decide("s3:GetObject", try Fixture.user(), under: levels, identity: [])
        #expect(decision.outcome == .implicitlyDenied)
        #expect(decision.decidedBy == .identity)
    }

    private func decide(
        _ action: String, _ principal: PolicyPrincipal, under levels: [[AttachedPolicy]],
        identity: [String] = [#"{"Effect":"Allow","Action":"*","Resource":"*"}"#]
    ) throws -> Decision {
        let set = PolicySet(
            identity: try identity.map { try Fixture.policy(.identity, $0) }, serviceControl: levels)
        return set.decide(
            AccessRequest(
                principal: principal, action: ActionName(action), resource: "*", context: RequestContext()))
    }
}
