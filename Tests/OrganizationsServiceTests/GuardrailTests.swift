import AWSProtocols
import Essentials
import OrganizationsModel
import PolicyEngine
import Testing

@testable import OrganizationsService
@testable import ServiceKit

/// Service and resource control policies in force: asked of the provider as the pipeline asks it.
@Suite struct GuardrailTests {
    private func decide(
        _ harness: PolicyHarness, _ caller: Caller, _ action: ActionName, owner: AccountID? = nil
    ) async throws -> Decision {
        let check = AccessCheck(
            action: action, resource: "arn:aws:x:::y", account: owner ?? caller.account)
        let guardrails = try await harness.organizations.guardrails.guardrails(for: caller, asking: check)
        let everything = AttachedPolicy(
            try Policy(parsing: Documents.allow("*"), as: .identity),
            from: PolicySource(kind: .identity, name: "all", attachedTo: "caller"))
        let open = AttachedPolicy(
            try Policy(
                parsing: #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#, as: .resource
            ),
            from: PolicySource(kind: .resource, name: "open", attachedTo: "resource"))
        return PolicySet(
            identity: [everything], serviceControl: guardrails.serviceControl,
            resourceControl: guardrails.resourceControl, resource: open
        ).decide(
            AccessRequest(
                principal: caller.policyPrincipal, action: action, resource: check.resource,
                resourceAccount: check.resourceAccount,
                context: CallConditions(
                    scope: harness.organizations.scope(caller), check: check, guardrails: guardrails)),
            explaining: true)
    }

    private func user(_ account: AccountID) -> Caller {
        Caller(
            kind: .user(name: "ada", path: "/"), account: account, principalID: "AIDA",
            arn: "arn:aws:iam::\(account):user/ada", accessKeyID: "AKIA")
    }

    private func role(_ name: String, in account: AccountID) -> Caller {
        let session = RoleSession(
            roleName: name, roleARN: "arn:aws:iam::\(account):role/\(name)", roleID: "AROA", sessionName: "s")
        return Caller(
            kind: .role(session), account: account, principalID: "AROA:s",
            arn: "arn:aws:sts::\(account):assumed-role/\(name)/s", accessKeyID: "ASIA")
    }

    private func root(_ account: AccountID) -> Caller {
        Caller(
            kind: .root, account: account, principalID: account.description, arn: "arn:aws:iam::\(account):root",
            accessKeyID: "AKIA")
    }

    @Test func aDenyOnTheRootIsFeltBelowAndNotAbove() async throws {
        let harness = try await PolicyHarness()
        let unit = try await harness.unit("deep", below: harness.unit("up"))
        let inner = try #require(AccountID("333333333333"))
        try await harness.join(inner, below: unit)
        let policy = try await harness.create("no-trails", Documents.deny("cloudtrail:*"))
        #expect(try await decide(harness, user(inner), "cloudtrail:StopLogging").isAllowed)
        try await harness.attach(policy, to: harness.root)
        for account in [inner, harness.member] {
            let decision = try await decide(harness, user(account), "cloudtrail:StopLogging")
            #expect(decision.outcome == .explicitlyDenied)
            #expect(decision.decidedBy == .serviceControl)
        }
        #expect(try await decide(harness, user(inner), "s3:GetObject").isAllowed)
        // The management account is exempt; a member's root user is not, and a service-linked role is.
        #expect(try await decide(harness, user(.standard), "cloudtrail:StopLogging").isAllowed)
        #expect(try await !decide(harness, root(inner), "cloudtrail:StopLogging").isAllowed)
        let linked = role("aws-service-role/x.amazonaws.com/AWSServiceRoleForX", in: inner)
        #expect(try await decide(harness, linked, "cloudtrail:StopLogging").isAllowed)
        #expect(try await !decide(harness, role("plain", in: inner), "cloudtrail:StopLogging").isAllowed)
        try await harness.detach(policy, from: harness.root)
        #expect(try await decide(harness, user(inner), "cloudtrail:StopLogging").isAllowed)
    }

    @Test func anAllowIsNeededAtEveryLevel() async throws {
        let harness = try await PolicyHarness()
        let unit = try await harness.unit("narrow")
        let account = try #require(AccountID("333333333333"))
        try await harness.join(account, below: unit)
        let kms = try await harness.create("kms", Documents.allow("kms:*"))
        let storage = try await harness.create("s3", Documents.allow("s3:*"))
        try await harness.attach(kms, to: unit)
        try await harness.detach("p-FullAWSAccess", from: unit)
        #expect(try await decide(harness, user(account), "kms:Encrypt").isAllowed)
        let refused = try await decide(harness, user(account), "s3:GetObject")
        #expect(refused.outcome == .implicitlyDenied)
        #expect(refused.decidedBy == .serviceControl)
        // A level below cannot give back what one above does not allow.
        try await harness.attach(storage, to: account.description)
        #expect(try await !decide(harness, user(account), "s3:GetObject").isAllowed)
        // Policies of one level are a union.
        try await harness.attach(storage, to: unit)
        #expect(try await decide(harness, user(account), "s3:GetObject").isAllowed)
    }

    @Test func aMoveAndAnUpdateTakeEffectAtOnce() async throws {
        let harness = try await PolicyHarness()
        let (strict, open) = (try await harness.unit("strict"), try await harness.unit("open"))
        let policy = try await harness.create("no", Documents.deny("kms:*"))
        try await harness.attach(policy, to: strict)
        let caller = user(harness.member)
        #expect(try await decide(harness, caller, "kms:Encrypt").isAllowed)
        try await harness.move(harness.member, below: strict)
        #expect(try await !decide(harness, caller, "kms:Encrypt").isAllowed)
        try await harness.move(harness.member, below: open)
        #expect(try await decide(harness, caller, "kms:Encrypt").isAllowed)
        try await harness.attach(policy, to: open)
        #expect(try await !decide(harness, caller, "kms:Encrypt").isAllowed)
        try await harness.organizations.call(
            OrganizationsOperations.updatePolicy,
            UpdatePolicyRequest(policyId: policy, content: Documents.deny("s3:*")))
        #expect(try await decide(harness, caller, "kms:Encrypt").isAllowed)
        #expect(try await !decide(harness, caller, "s3:GetObject").isAllowed)
        try await harness.disable(.serviceControlPolicy)
        #expect(try await decide(harness, caller, "s3:GetObject").isAllowed)
    }

    @Test func resourceControlPoliciesBindWhoeverCalls() async throws {
        let harness = try await PolicyHarness()
        let outside = try #require(AccountID("999999999999"))
        try await harness.enable(.resourceControlPolicy)
        let policy = try await harness.create("no-kms", Documents.denyResource("kms:*"), .resourceControlPolicy)
        let service = Caller(
            kind: .service("s3.amazonaws.com"), account: outside, principalID: "s3", arn: "s3.amazonaws.com",
            accessKeyID: "")
        let callers = [user(harness.member), user(outside), root(harness.member), user(.standard), service]
        for caller in callers {
            #expect(try await decide(harness, caller, "kms:Encrypt", owner: harness.member).isAllowed)
        }
        try await harness.attach(policy, to: harness.root)
        for caller in callers {
            let decision = try await decide(harness, caller, "kms:Encrypt", owner: harness.member)
            #expect(decision.decidedBy == .resourceControl)
            #expect(decision.outcome == .explicitlyDenied)
        }
        // Not the management account's resources, nor others' outside, nor by service-linked roles, nor RetireGrant.
        for owner in [AccountID.standard, outside] {
            #expect(try await decide(harness, user(harness.member), "kms:Encrypt", owner: owner).isAllowed)
        }
        let linked = role("aws-service-role/x.amazonaws.com/AWSServiceRoleForX", in: harness.member)
        #expect(try await decide(harness, linked, "kms:Encrypt", owner: harness.member).isAllowed)
        #expect(try await decide(harness, user(outside), "kms:RetireGrant", owner: harness.member).isAllowed)
    }

    @Test func resourceControlPoliciesKnowTheServicesThatSupportThem() async throws {
        let harness = try await PolicyHarness()
        try await harness.enable(.resourceControlPolicy)
        let policy = try await harness.create("no-iam", Documents.denyResource("iam:*"), .resourceControlPolicy)
        try await harness.attach(policy, to: harness.root)
        #expect(try await decide(harness, user(harness.member), "iam:CreateUser").isAllowed)
    }

    @Test func conditionsKnowTheOrganization() async throws {
        let harness = try await PolicyHarness()
        let (id, root) = (harness.organization.id, harness.root)
        let unit = try await harness.unit("u")
        let account = try #require(AccountID("333333333333"))
        try await harness.join(account, below: unit)
        let outside = try #require(AccountID("999999999999"))
        func value(_ key: String, _ caller: AccountID, owner: AccountID) async throws -> ContextValue? {
            let check = AccessCheck(action: "kms:Encrypt", account: owner)
            let guardrails = try await harness.organizations.guardrails.guardrails(for: user(caller), asking: check)
            let scope = harness.organizations.scope(user(caller))
            return CallConditions(scope: scope, check: check, guardrails: guardrails).value(forKey: key)
        }
        #expect(try await value("aws:principalorgid", account, owner: outside) == .one(id))
        #expect(try await value("aws:principalorgpaths", account, owner: outside) == .many(["\(id)/\(root)/\(unit)/"]))
        #expect(try await value("aws:principalorgpaths", .standard, owner: outside) == .many(["\(id)/\(root)/"]))
        #expect(try await value("aws:resourceorgid", outside, owner: account) == .one(id))
        #expect(try await value("aws:resourceorgpaths", outside, owner: account) == .many(["\(id)/\(root)/\(unit)/"]))
        #expect(try await value("aws:principalorgid", outside, owner: account) == nil)
        #expect(try await value("aws:resourceorgid", account, owner: outside) == nil)
    }

    @Test func everyPolicySaysWhereItHangs() async throws {
        let harness = try await PolicyHarness()
        let check = AccessCheck(action: "s3:GetObject", account: harness.member)
        let guardrails = try await harness.organizations.guardrails.guardrails(
            for: user(harness.member), asking: check)
        let sources = guardrails.serviceControl.map { $0.map(\.source) }
        let arn = "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess"
        #expect(
            sources
                == [harness.root, harness.member.description].map {
                    [PolicySource(kind: .serviceControl, name: arn, attachedTo: $0)]
                })
    }

    @Test func accountsOfOneTreeShareCompiledPolicies() async throws {
        let harness = try await PolicyHarness()
        let other = try #require(AccountID("333333333333"))
        try await harness.join(other)
        func onRoot(_ account: AccountID) async throws -> AttachedPolicy? {
            let check = AccessCheck(action: "s3:GetObject", account: account)
            return try await harness.organizations.guardrails.guardrails(for: user(account), asking: check)
                .serviceControl.first?.first
        }
        #expect(try await onRoot(other) === onRoot(harness.member))
    }
}
