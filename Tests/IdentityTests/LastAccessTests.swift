import AWSProtocols
import Essentials
import IAMModel
import Store
import Testing

@testable import Identity
@testable import ServiceKit

struct LastAccessTests {
    private func note(
        _ harness: IAMHarness, _ caller: Caller, _ service: String = "kms", _ action: String = "Decrypt",
        in region: String = "eu-central-1"
    ) throws {
        harness.directory.noteAccess(
            by: caller, service: service, action: action, region: try Region(region).orThrow(),
            at: harness.time.now())
    }

    private func session(of role: Role, at now: Timestamp) -> Caller {
        Caller(
            kind: .role(
                RoleSession(roleName: role.roleName, roleARN: role.arn, roleID: role.roleId, sessionName: "s")),
            account: .standard, principalID: "\(role.roleId):s",
            arn: "arn:aws:sts::123456789012:assumed-role/\(role.roleName)/s", accessKeyID: "ASIA",
            session: TemporarySession(issuedAt: now, expiresAt: now + .hours(1)))
    }

    private func report(
        _ harness: IAMHarness, on arn: String, actions: Bool = false, as caller: Caller? = nil
    ) async throws -> GetServiceLastAccessedDetailsResponse {
        let granularity: AccessAdvisorUsageGranularityType = actions ? .actionLevel : .serviceLevel
        let job = try await harness.call(
            IAMOperations.generateServiceLastAccessedDetails,
            GenerateServiceLastAccessedDetailsRequest(arn: arn, granularity: granularity))
        return try await harness.call(
            IAMOperations.getServiceLastAccessedDetails,
            GetServiceLastAccessedDetailsRequest(jobId: try job.jobId.orThrow()))
    }

    @Test func reportListsTheServicesThatPoliciesGrantAndTheirLastUse() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller(
            "bob",
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:*","sts:Get*"],"Resource":"*"}]}"#)
        try note(harness, bob)
        let answer = try await report(harness, on: bob.arn)
        #expect(answer.jobStatus == .completed && answer.jobType == .serviceLevel)
        #expect(answer.servicesLastAccessed.map(\.serviceNamespace) == ["kms", "sts"])
        let kms = try #require(answer.servicesLastAccessed.first)
        #expect(kms.serviceName == "AWS Key Management Service")
        #expect(kms.lastAuthenticated == harness.time.now())
        #expect(kms.lastAuthenticatedRegion == "eu-central-1")
        #expect(kms.lastAuthenticatedEntity == bob.arn && kms.totalAuthenticatedEntities == 1)
        #expect(answer.servicesLastAccessed[1].lastAuthenticated == nil)
        #expect(answer.servicesLastAccessed[1].totalAuthenticatedEntities == 0)
    }

    @Test func reportOnActionsTellsOfEach() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller(
            "bob", #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:*crypt"],"Resource":"*"}]}"#)
        try note(harness, bob)
        let answer = try await report(harness, on: bob.arn, actions: true)
        let actions = try #require(answer.servicesLastAccessed.first?.trackedActionsLastAccessed)
        #expect(actions.map(\.actionName) == ["Decrypt", "Encrypt", "ReEncrypt"])
        #expect(actions[0].lastAccessedEntity == bob.arn && actions[0].lastAccessedTime == harness.time.now())
        #expect(actions[1].lastAccessedTime == nil)
    }

    @Test func whatIsDeniedOutrightIsNotListed() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller(
            "bob",
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:*","sts:*"],"Resource":"*"},"#
                + #"{"Effect":"Deny","Action":"sts:*","Resource":"*"}]}"#)
        #expect(try await report(harness, on: bob.arn).servicesLastAccessed.map(\.serviceNamespace) == ["kms"])
    }

    @Test func reportOnAGroupOrPolicyCountsWhoeverCouldUseIt() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("p")
        let bob = try await harness.makeCaller("bob", Document.allow("iam:GetUser"))
        let eve = try await harness.makeCaller("eve", Document.allow("iam:GetUser"))
        try await harness.makeGroup("staff", of: "bob")
        try await harness.call(
            IAMOperations.attachGroupPolicy, AttachGroupPolicyRequest(groupName: "staff", policyArn: arn))
        try await harness.attach(arn, to: "eve")
        try note(harness, bob)
        harness.time.advance(by: .minutes(1))
        try note(harness, eve)
        let policy = try #require(try await report(harness, on: arn).servicesLastAccessed.first)
        #expect(policy.totalAuthenticatedEntities == 2 && policy.lastAuthenticatedEntity == eve.arn)
        let group = try #require(
            try await report(harness, on: "arn:aws:iam::123456789012:group/staff").servicesLastAccessed.first)
        #expect(group.totalAuthenticatedEntities == 1 && group.lastAuthenticatedEntity == bob.arn)
    }

    @Test func entitiesAreListedByTheirLastUse() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("p")
        for name in ["amy", "bob", "eve"] {
            try await harness.makeUser(name)
            try await harness.attach(arn, to: name)
        }
        try note(harness, try await harness.caller("eve"))
        let job = try await harness.call(
            IAMOperations.generateServiceLastAccessedDetails, GenerateServiceLastAccessedDetailsRequest(arn: arn))
        var names: [String] = []
        var marker: String?
        repeat {
            let page = try await harness.call(
                IAMOperations.getServiceLastAccessedDetailsWithEntities,
                GetServiceLastAccessedDetailsWithEntitiesRequest(
                    jobId: try job.jobId.orThrow(), serviceNamespace: "kms", maxItems: 2, marker: marker))
            names += page.entityDetailsList.map(\.entityInfo.name)
            marker = page.marker
        } while marker != nil
        #expect(names == ["eve", "amy", "bob"])
    }

    @Test func reportIsForTheOneWhoAskedForIt() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("iam:*"))
        let job = try await harness.call(
            IAMOperations.generateServiceLastAccessedDetails, GenerateServiceLastAccessedDetailsRequest(arn: bob.arn))
        let id = try job.jobId.orThrow()
        #expect(id.utf8.count == 36)
        let input = GetServiceLastAccessedDetailsRequest(jobId: id)
        let foreign = try await harness.refusal(IAMOperations.getServiceLastAccessedDetails, input, as: bob)
        #expect(foreign == .noSuchEntity("Job \(id) cannot be found."))
        harness.time.advance(by: LastAccessJobRecord.lifetime)
        #expect(try await harness.refusal(IAMOperations.getServiceLastAccessedDetails, input)?.code == "NoSuchEntity")
    }

    @Test func lastUseOfARoleIsThatOfItsSessions() async throws {
        let harness = try await IAMHarness()
        let role = try await harness.makeRole("deploy")
        func lastUse() async throws -> RoleLastUsed? {
            try await harness.call(IAMOperations.getRole, GetRoleRequest(roleName: "deploy")).role.roleLastUsed
        }
        #expect(try await lastUse() == RoleLastUsed())
        let used = harness.time.now()
        try note(harness, session(of: role, at: harness.time.now()))
        #expect(try await lastUse() == RoleLastUsed(lastUsedDate: used, region: "eu-central-1"))
        harness.time.advance(by: AccessTracker.trackingPeriod)
        harness.time.advance(by: .seconds(1))
        #expect(try await lastUse() == RoleLastUsed())
    }

    @Test func accessesAreWrittenDownAndOutliveAStop() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("kms:*"))
        try note(harness, bob)
        let chore = AccessChore(tracker: harness.directory.accesses)
        try await chore.perform(at: harness.time.now())
        try note(harness, bob, "kms", "Encrypt")
        try await chore.perform(at: harness.time.now())
        let restarted = AccessTracker(store: harness.store)
        let found = try await restarted.accesses(of: bob.principalID, in: .standard, at: harness.time.now())
        #expect(found.keys.sorted() == ["kms"])
        #expect(found["kms"]?.actions.keys.sorted() == ["Decrypt", "Encrypt"])
    }

    @Test func whatWasNotWrittenDownIsFoundInTheJournal() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("kms:*"))
        let role = try await harness.makeRole("deploy")
        let foreign = try #require(AccountID("999999999999"))
        for (caller, account) in [
            (bob, bob.account), (session(of: role, at: harness.time.now()), bob.account), (bob, foreign),
        ] {
            var record = AuditRecord(
                identity: account == foreign ? .foreignAccount(caller) : .caller(caller), time: harness.time.now(),
                source: "kms.amazonaws.com", name: "Decrypt", region: .standard, sourceAddress: "192.0.2.1",
                userAgent: "", eventID: "e", isReadOnly: true, recipientAccount: account)
            record.errorCode = "AccessDenied"
            try await harness.store.append([record.journalEntry], durability: .flushed)
        }
        let restarted = AccessTracker(store: harness.store)
        for id in [bob.principalID, role.roleId] {
            let found = try await restarted.accesses(of: id, in: .standard, at: harness.time.now())
            #expect(found["kms"]?.actions.keys.sorted() == ["Decrypt"])
        }
        let elsewhere = try await restarted.accesses(of: bob.principalID, in: foreign, at: harness.time.now())
        #expect(elsewhere.isEmpty)
    }

    @Test func nothingIsKeptOfAUserWhoIsGone() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeUser("bob")
        let caller = Caller(
            kind: .user(name: "bob", path: "/"), account: .standard, principalID: bob.userId, arn: bob.arn,
            accessKeyID: "AKIA")
        let chore = AccessChore(tracker: harness.directory.accesses)
        try note(harness, caller)
        try await chore.perform(at: harness.time.now())
        #expect(try await harness.store.read { try $0.count(AccessRecord.self, in: .everywhere) } == 1)
        try await harness.call(IAMOperations.deleteUser, DeleteUserRequest(userName: "bob"))
        try note(harness, caller)
        try await chore.perform(at: harness.time.now())
        #expect(try await harness.store.read { try $0.count(AccessRecord.self, in: .everywhere) } == 0)
    }

    @Test func policiesThatGrantAServiceAreListedWithTheGroupsOwn() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        try await harness.makeGroup("staff", of: "bob")
        try await harness.attach(try await harness.makePolicy("keys"), to: "bob")
        try await harness.call(
            IAMOperations.putGroupPolicy,
            PutGroupPolicyRequest(groupName: "staff", policyName: "all", policyDocument: Document.allow("*")))
        let answer = try await harness.call(
            IAMOperations.listPoliciesGrantingServiceAccess,
            ListPoliciesGrantingServiceAccessRequest(
                arn: "arn:aws:iam::123456789012:user/bob", serviceNamespaces: ["sts", "kms", "ec2"]))
        let entries = answer.policiesGrantingServiceAccess
        #expect(entries.map(\.serviceNamespace) == ["sts", "kms", "ec2"])
        #expect(entries[0].policies?.map(\.policyName) == ["all"])
        #expect(entries[0].policies?.first?.entityName == "staff")
        #expect(entries[1].policies?.map(\.policyName) == ["keys", "all"])
        #expect(entries[1].policies?.first?.policyArn == "arn:aws:iam::123456789012:policy/keys")
    }
}
