import Essentials
import Testing

@testable import PolicyEngine

/// Each way that a decision can come about.
@Suite struct DecisionTests {
    static let allow = #"{"Sid":"A","Effect":"Allow","Action":"kms:*","Resource":"*"}"#
    static let deny = #"{"Sid":"D","Effect":"Deny","Action":"kms:Encrypt","Resource":"*"}"#
    static let unrelated = #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#

    private func naming(_ principal: String, effect: String = "Allow") throws -> AttachedPolicy {
        let statement =
            #"{"Sid":"R","Effect":"\#(effect)","Principal":{"AWS":"\#(principal)"},"Action":"kms:*","Resource":"*"}"#
        return try Fixture.policy(.resource, statement)
    }

    private func identity(_ statement: String = allow) throws -> [AttachedPolicy] {
        [try Fixture.policy(.identity, statement)]
    }

    private func decide(
        _ set: PolicySet, as principal: PolicyPrincipal, owner: AccountID? = nil, explaining: Bool = false
    ) -> Decision {
        let request = AccessRequest(
            principal: principal, action: "kms:Encrypt", resource: Fixture.key, resourceAccount: owner,
            context: RequestContext())
        let decision = set.decide(request, explaining: explaining)
        #expect(decision.outcome == set.decide(request, explaining: true).outcome)
        return decision
    }

    private func expect(
        _ set: PolicySet, as principal: PolicyPrincipal, owner: AccountID? = nil, _ outcome: Decision.Outcome,
        by kind: PolicySource.Kind?, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let decision = decide(set, as: principal, owner: owner)
        #expect(decision.outcome == outcome, sourceLocation: sourceLocation)
        #expect(decision.decidedBy == kind, sourceLocation: sourceLocation)
    }

    @Test func nothingThatAllowsIsAnImplicitDeny() throws {
        expect(PolicySet(), as: try Fixture.user(), .implicitlyDenied, by: .identity)
        expect(
            PolicySet(identity: try identity(Self.unrelated)), as: try Fixture.user(), .implicitlyDenied, by: .identity)
    }

    @Test func identityPolicyAllows() throws {
        expect(PolicySet(identity: try identity()), as: try Fixture.user(), .allowed, by: .identity)
        expect(PolicySet(identity: try identity()), as: try Fixture.session(), .allowed, by: .identity)
    }

    @Test func rootUserNeedsNoPolicyInItsOwnAccount() throws {
        let root = PolicyPrincipal.root(of: try Fixture.home())
        expect(PolicySet(), as: root, .allowed, by: nil)
        expect(PolicySet(), as: root, owner: try Fixture.other(), .implicitlyDenied, by: .resource)
        expect(PolicySet(resource: try naming("111111111111")), as: root, owner: try Fixture.other(), .allowed, by: nil)
        let level = [try Fixture.policy(.serviceControl, Self.unrelated)]
        expect(PolicySet(serviceControl: [level]), as: root, .implicitlyDenied, by: .serviceControl)
    }

    @Test(arguments: PolicySource.Kind.denying)
    func explicitDenyAnywhereWins(kind: PolicySource.Kind) throws {
        var set = PolicySet(identity: try identity(), resource: try naming(Fixture.userARN))
        let control = Self.deny.replacing(#""Sid""#, with: #""Principal":"*","Sid""#)
        switch kind {
        case .identity: set.identity += try identity(Self.deny)
        case .permissionsBoundary:
            set.permissionsBoundary = try Fixture.policy(.permissionsBoundary, "\(Self.allow),\(Self.deny)")
        case .session: set.session = [try Fixture.policy(.session, "\(Self.allow),\(Self.deny)")]
        case .serviceControl: set.serviceControl = [[try Fixture.policy(.serviceControl, "\(Self.allow),\(Self.deny)")]]
        case .resourceControl:
            let everything = #"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#
            set.resourceControl = [[try Fixture.policy(.resourceControl, "\(everything),\(control)")]]
        case .resource, .trust: set.resource = try naming("111111111111", effect: "Deny")
        }
        set.grantAllows = { true }
        expect(set, as: try Fixture.user(), .explicitlyDenied, by: kind)
        let reason = decide(set, as: try Fixture.user()).denialReason(for: "kms:Encrypt")
        #expect(reason == "with an explicit deny in a\(kind == .identity ? "n" : "") \(kind.rawValue)")
    }

    @Test func everyServiceControlLevelHasToAllow() throws {
        let (open, closed) = (
            try Fixture.policy(.serviceControl, Self.allow), try Fixture.policy(.serviceControl, Self.unrelated)
        )
        var set = PolicySet(identity: try identity(), serviceControl: [[open], [closed, open], [open]])
        expect(set, as: try Fixture.user(), .allowed, by: .identity)
        for level in 0..<3 {
            var levels = set.serviceControl
            levels[level] = [closed]
            expect(
                PolicySet(identity: set.identity, serviceControl: levels, resource: try naming(Fixture.userARN)),
                as: try Fixture.user(), .implicitlyDenied, by: .serviceControl)
        }
        set.serviceControl[1] = []
        expect(set, as: try Fixture.user(), .implicitlyDenied, by: .serviceControl)
    }

    @Test func everyResourceControlLevelHasToAllow() throws {
        let open = try Fixture.policy(
            .resourceControl, #"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#)
        let other = try Fixture.policy(
            .resourceControl, #"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#)
        var set = PolicySet(identity: try identity(), resourceControl: [[open, other], [open]])
        expect(set, as: try Fixture.user(), .allowed, by: .identity)
        set.resourceControl[1] = [other]
        expect(set, as: try Fixture.user(), .implicitlyDenied, by: .resourceControl)
    }

    @Test func permissionsBoundaryLimitsIdentityPolicies() throws {
        var set = PolicySet(identity: try identity())
        set.permissionsBoundary = try Fixture.policy(.permissionsBoundary, Self.unrelated)
        expect(set, as: try Fixture.user(), .implicitlyDenied, by: .permissionsBoundary)
        set.permissionsBoundary = try Fixture.policy(.permissionsBoundary, Self.allow)
        expect(set, as: try Fixture.user(), .allowed, by: .identity)
        set.identity = []
        expect(set, as: try Fixture.user(), .implicitlyDenied, by: .identity)
    }

    @Test func sessionPoliciesLimitIdentityPolicies() throws {
        var set = PolicySet(identity: try identity(), session: [try Fixture.policy(.session, Self.unrelated)])
        expect(set, as: try Fixture.session(), .implicitlyDenied, by: .session)
        set.session.append(try Fixture.policy(.session, Self.allow))
        expect(set, as: try Fixture.session(), .allowed, by: .identity)
    }

    @Test func federatedUserCanDoNothingWithoutASessionPolicy() throws {
        var set = PolicySet(identity: try identity())
        expect(set, as: try Fixture.federated(), .implicitlyDenied, by: .session)
        set.session = [try Fixture.policy(.session, Self.allow)]
        expect(set, as: try Fixture.federated(), .allowed, by: .identity)
    }

    /// What a resource policy grants within the account, with a boundary and a session policy that do not allow.
    @Test func limitsApplyToWhatTheResourcePolicyNames() throws {
        let (user, session, federated) = (try Fixture.user(), try Fixture.session(), try Fixture.federated())
        func limited(_ principal: String) throws -> PolicySet {
            PolicySet(
                permissionsBoundary: try Fixture.policy(.permissionsBoundary, Self.unrelated),
                session: [try Fixture.policy(.session, Self.unrelated)], resource: try naming(principal))
        }
        expect(try limited(Fixture.userARN), as: user, .allowed, by: .resource)
        expect(try limited(Fixture.sessionARN), as: session, .allowed, by: .resource)
        expect(try limited(Fixture.federatedARN), as: federated, .allowed, by: .resource)
        expect(try limited("*"), as: session, .allowed, by: .resource)
        expect(try limited(Fixture.roleARN), as: session, .implicitlyDenied, by: .permissionsBoundary)
        expect(try limited(Fixture.userARN), as: federated, .implicitlyDenied, by: .permissionsBoundary)
        expect(try limited("111111111111"), as: user, .implicitlyDenied, by: .identity)

        var open = try limited(Fixture.roleARN)
        open.permissionsBoundary = nil
        expect(open, as: session, .implicitlyDenied, by: .session)
        open.session = []
        expect(open, as: session, .allowed, by: .resource)
    }

    @Test func accessAcrossAccountsNeedsBothSides() throws {
        let (user, owner) = (try Fixture.user(), try Fixture.other())
        for principal in [Fixture.userARN, "111111111111", "*"] {
            let resource = try naming(principal)
            expect(
                PolicySet(identity: try identity(), resource: resource), as: user, owner: owner, .allowed, by: .identity
            )
            expect(PolicySet(resource: resource), as: user, owner: owner, .implicitlyDenied, by: .identity)
        }
        expect(PolicySet(identity: try identity()), as: user, owner: owner, .implicitlyDenied, by: .resource)
        expect(
            PolicySet(identity: try identity(), resource: try naming("222222222222")), as: user, owner: owner,
            .implicitlyDenied, by: .resource)
        var limited = PolicySet(identity: try identity(), resource: try naming(Fixture.userARN))
        limited.permissionsBoundary = try Fixture.policy(.permissionsBoundary, Self.unrelated)
        expect(limited, as: user, owner: owner, .implicitlyDenied, by: .permissionsBoundary)
    }

    @Test func keyPolicyHasToAllow() throws {
        let user = try Fixture.user()
        func key(_ principal: String?, identity: [AttachedPolicy] = []) throws -> PolicySet {
            PolicySet(
                identity: identity, resource: try principal.map { try naming($0) }, resourcePolicyRule: .mustAllow)
        }
        expect(try key(nil, identity: identity()), as: user, .implicitlyDenied, by: .resource)
        expect(try key("222222222222", identity: identity()), as: user, .implicitlyDenied, by: .resource)
        expect(try key("111111111111"), as: user, .implicitlyDenied, by: .identity)
        expect(try key("111111111111", identity: identity()), as: user, .allowed, by: .identity)
        expect(try key(Fixture.userARN), as: user, .allowed, by: .resource)
        let root = PolicyPrincipal.root(of: try Fixture.home())
        expect(try key(nil), as: root, .implicitlyDenied, by: .resource)
        expect(try key(Fixture.userARN), as: root, .implicitlyDenied, by: .resource)
        expect(try key("arn:aws:iam::111111111111:root"), as: root, .allowed, by: .resource)
    }

    @Test func trustPolicyHasToAllow() throws {
        let statement =
            #"{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity"}"#
        let set = PolicySet(resource: try Fixture.policy(.trust, statement), resourcePolicyRule: .mustAllow)
        func decide(_ provider: String) -> Decision {
            set.decide(
                AccessRequest(
                    principal: .webIdentity(provider: provider), action: "sts:AssumeRoleWithWebIdentity",
                    resource: Fixture.roleARN, context: RequestContext()))
        }
        #expect(decide("accounts.google.com").decidedBy == .trust)
        #expect(decide("accounts.google.com").isAllowed)
        #expect(
            decide("graph.facebook.com").denialReason(for: "sts:AssumeRoleWithWebIdentity")
                == "because no role trust policy allows the sts:AssumeRoleWithWebIdentity action")
    }

    @Test func principalsWithoutAccountsLiveByTheResourcePolicyAlone() throws {
        let statement =
            #"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:*","Resource":"*"}"#
        let set = PolicySet(identity: try identity(), resource: try Fixture.policy(.resource, statement))
        let owner = try Fixture.other()
        expect(set, as: .service("s3.amazonaws.com"), owner: owner, .allowed, by: .resource)
        expect(set, as: .service("sns.amazonaws.com"), owner: owner, .implicitlyDenied, by: .resource)
        expect(set, as: .anonymous, owner: owner, .implicitlyDenied, by: .resource)
        expect(PolicySet(resource: try naming("*")), as: .anonymous, owner: owner, .allowed, by: .resource)
    }

    @Test func grantCountsAsTheResourceSide() throws {
        let (user, session, owner) = (try Fixture.user(), try Fixture.session(), try Fixture.other())
        var set = PolicySet(resource: try naming("222222222222"), resourcePolicyRule: .mustAllow, grantAllows: { true })
        expect(set, as: user, .allowed, by: nil)
        expect(set, as: session, .allowed, by: nil)
        expect(set, as: user, owner: owner, .implicitlyDenied, by: .identity)
        set.resource = try naming("111111111111")
        expect(set, as: user, .allowed, by: nil)
        set.session = [try Fixture.policy(.session, Self.unrelated)]
        expect(set, as: session, .implicitlyDenied, by: .session)
        set.grantAllows = { false }
        expect(set, as: user, .implicitlyDenied, by: .identity)
    }

    @Test func grantIsNotAskedForWhereThePolicyAllows() throws {
        let asked = Flag()
        let set = PolicySet(
            resource: try naming(Fixture.userARN), resourcePolicyRule: .mustAllow,
            grantAllows: {
                asked.raise()
                return true
            })
        expect(set, as: try Fixture.user(), .allowed, by: .resource)
        #expect(!asked.isRaised)
    }

    @Test func implicitDenyNamesWhatIsMissing() throws {
        let decision = decide(PolicySet(), as: try Fixture.user())
        #expect(
            decision.denialReason(for: "kms:Encrypt")
                == "because no identity-based policy allows the kms:Encrypt action")
        #expect(decide(PolicySet(identity: try identity()), as: try Fixture.user()).denialReason(for: "x:Y") == nil)
    }

    @Test(arguments: [
        ("kms:Encrypt", true), ("KMS:eNCRYPT", true), ("kms:Decrypt", false), ("kmss:Encrypt", false), ("kms:", false),
    ])
    func actionsIgnoreCase(pattern: String, expected: Bool) throws {
        guard let policy = try? identity(#"{"Effect":"Allow","Action":"\#(pattern)","Resource":"*"}"#) else {
            return #expect(!expected)
        }
        #expect(decide(PolicySet(identity: policy), as: try Fixture.user()).isAllowed == expected)
    }

    @Test(arguments: [(#""kms:Decrypt""#, true), (#"["s3:*","kms:Enc*"]"#, false), (#""*""#, false)])
    func notActionMeansAllOthers(actions: String, expected: Bool) throws {
        let policy = try identity(#"{"Effect":"Allow","NotAction":\#(actions),"Resource":"*"}"#)
        #expect(decide(PolicySet(identity: policy), as: try Fixture.user()).isAllowed == expected)
    }

    @Test(arguments: [
        ("Resource", "arn:aws:kms:*:*:key/*", true), ("Resource", "arn:aws:kms", true),
        ("Resource", "arn:aws:kms:eu-central-1", true), ("Resource", "arn:aws:kms:eu-west-1", false),
        ("Resource", "arn:aws:KMS:*:*:key/*", false), ("NotResource", "arn:aws:kms:*:*:alias/*", true),
        ("NotResource", Fixture.key, false), ("Resource", Fixture.key, true),
    ])
    func resourcesAreMatched(element: String, pattern: String, expected: Bool) throws {
        let policy = try identity(#"{"Effect":"Allow","Action":"*","\#(element)":"\#(pattern)"}"#)
        #expect(decide(PolicySet(identity: policy), as: try Fixture.user()).isAllowed == expected)
    }
}

extension PolicySource.Kind {
    static let denying: [Self] = [
        .identity, .permissionsBoundary, .session, .serviceControl, .resourceControl, .resource,
    ]
}
