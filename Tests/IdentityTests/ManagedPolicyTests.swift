import Essentials
import IAMModel
import Testing

@testable import Identity

struct ManagedPolicyTests {
    private let administratorAccess = "arn:aws:iam::aws:policy/AdministratorAccess"

    @Test func policyIsAnsweredAsItWasMade() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("Keys", path: "/kms/")
        #expect(arn == "arn:aws:iam::123456789012:policy/kms/Keys")
        let policy = try await harness.call(IAMOperations.getPolicy, GetPolicyRequest(policyArn: arn)).policy
        let found = try #require(policy)
        #expect(found.policyId?.hasPrefix("ANPA") == true)
        #expect(found.defaultVersionId == "v1")
        #expect(found.attachmentCount == 0)
        #expect(found.isAttachable == true)
    }

    @Test func nameIsTakenWhateverThePath() async throws {
        let harness = try await IAMHarness()
        try await harness.makePolicy("Keys", path: "/kms/")
        let input = CreatePolicyRequest(policyName: "keys", policyDocument: Document.allow("kms:*"))
        let refusal = try await harness.refusal(IAMOperations.createPolicy, input)
        let text = "A policy called keys already exists. Duplicate names are not allowed."
        #expect(refusal == Refusal("EntityAlreadyExists", text))
    }

    @Test(arguments: [
        "{}", "no JSON", #"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
        Document.trust("123456789012"),
    ])
    func malformedDocumentIsRefused(document: String) async throws {
        let harness = try await IAMHarness()
        let create = CreatePolicyRequest(policyName: "p", policyDocument: document)
        let code = try await harness.refusal(IAMOperations.createPolicy, create)?.code
        #expect(code == "MalformedPolicyDocument")
    }

    @Test func sizeIsLimitedButWhiteSpaceIsFree() async throws {
        let harness = try await IAMHarness()
        try await harness.makePolicy("full", Document.ofSize(6144) + String(repeating: " \n", count: 5000))
        let input = CreatePolicyRequest(policyName: "over", policyDocument: Document.ofSize(6145))
        let refusal = try await harness.refusal(IAMOperations.createPolicy, input)
        #expect(refusal == .limitExceeded("Cannot exceed quota for PolicySize: 6144"))
    }

    @Test func versionsAreNumberedOnceAndFiveAtMost() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("p")
        let create = CreatePolicyVersionRequest(policyArn: arn, policyDocument: Document.allow("kms:Sign"))
        for _ in 2...5 { try await harness.call(IAMOperations.createPolicyVersion, create) }
        let refusal = try await harness.refusal(IAMOperations.createPolicyVersion, create)
        let text =
            "A managed policy can have up to 5 versions. Before you create a new version, you must delete an "
            + "existing version."
        #expect(refusal == .limitExceeded(text))
        try await harness.call(
            IAMOperations.deletePolicyVersion, DeletePolicyVersionRequest(policyArn: arn, versionId: "v5"))
        let next = try await harness.call(IAMOperations.createPolicyVersion, create).policyVersion
        #expect(next?.versionId == "v6")
        #expect(next?.isDefaultVersion == false)
        let versions = try await harness.call(
            IAMOperations.listPolicyVersions, ListPolicyVersionsRequest(policyArn: arn)
        ).versions
        #expect(versions?.map(\.versionId) == ["v6", "v4", "v3", "v2", "v1"])
        #expect(versions?.allSatisfy { $0.document == nil } == true)
    }

    @Test func documentIsAnsweredPercentEncoded() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("p", Document.allow("kms:*", on: "arn:aws:kms:::key/a~b_c-d.e"))
        let version = try await harness.call(
            IAMOperations.getPolicyVersion, GetPolicyVersionRequest(policyArn: arn, versionId: "v1")
        ).policyVersion
        let encoded =
            "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C"
            + "%22Action%22%3A%22kms%3A%2A%22%2C%22Resource%22%3A%22arn%3Aaws%3Akms%3A%3A%3Akey%2Fa~b_c-d.e%22%7D%5D%7D"
        #expect(version?.document == encoded)
    }

    @Test func defaultVersionIsNotDeleted() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("p")
        let delete = DeletePolicyVersionRequest(policyArn: arn, versionId: "v1")
        let refusal = try await harness.refusal(IAMOperations.deletePolicyVersion, delete)
        #expect(refusal == .deleteConflict("Cannot delete the default version of a policy."))
        let absent = DeletePolicyVersionRequest(policyArn: arn, versionId: "v9")
        let missing = try await harness.refusal(IAMOperations.deletePolicyVersion, absent)
        #expect(missing == .noSuchEntity("Policy \(arn) version v9 does not exist or is not attachable."))
    }

    @Test func policyInUseIsNotDeleted() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("p")
        try await harness.makeUser("bob", boundary: arn)
        let delete = DeletePolicyRequest(policyArn: arn)
        let attached = Refusal.deleteConflict("Cannot delete a policy attached to entities.")
        #expect(try await harness.refusal(IAMOperations.deletePolicy, delete) == attached)
        try await harness.attach(arn, to: "bob")
        try await harness.call(
            IAMOperations.deleteUserPermissionsBoundary, DeleteUserPermissionsBoundaryRequest(userName: "bob"))
        #expect(try await harness.refusal(IAMOperations.deletePolicy, delete) == attached)
        try await harness.call(
            IAMOperations.detachUserPolicy, DetachUserPolicyRequest(userName: "bob", policyArn: arn))
        try await harness.call(
            IAMOperations.createPolicyVersion,
            CreatePolicyVersionRequest(policyArn: arn, policyDocument: Document.allow("kms:Sign")))
        let versions = try await harness.refusal(IAMOperations.deletePolicy, delete)
        #expect(versions?.message?.hasPrefix("This policy has more than one version.") == true)
        try await harness.call(
            IAMOperations.deletePolicyVersion, DeletePolicyVersionRequest(policyArn: arn, versionId: "v2"))
        #expect(try await harness.refusal(IAMOperations.deletePolicy, delete) == nil)
        let gone = Refusal.noSuchEntity("Policy \(arn) was not found.")
        #expect(try await harness.refusal(IAMOperations.getPolicy, GetPolicyRequest(policyArn: arn)) == gone)
    }

    @Test func policiesOfAWSAreReadOnly() async throws {
        let harness = try await IAMHarness()
        let input = CreatePolicyVersionRequest(
            policyArn: administratorAccess, policyDocument: Document.allow("kms:*"), setAsDefault: true)
        #expect(try await harness.refusal(IAMOperations.createPolicyVersion, input)?.code == "AccessDenied")
        let delete = DeletePolicyRequest(policyArn: administratorAccess)
        #expect(try await harness.refusal(IAMOperations.deletePolicy, delete)?.code == "AccessDenied")
        let policy = try await harness.call(
            IAMOperations.getPolicy, GetPolicyRequest(policyArn: administratorAccess)
        ).policy
        #expect(policy?.attachmentCount == 1)
        let version = GetPolicyVersionRequest(policyArn: administratorAccess, versionId: "v1")
        let document = try await harness.call(IAMOperations.getPolicyVersion, version).policyVersion?.document
        #expect(document?.contains("%22Allow%22") == true)
    }

    @Test(arguments: [
        "arn:aws:iam::123456789012:user/policy", "arn:aws:iam::12:policy/p", "arn:aws:kms:::policy/name",
        "x:y:z:1234567890123456",
        "arn:aws:iam::123456789012:policy/",
    ])
    func whatIsNoPolicyARNIsInvalid(arn: String) async throws {
        let harness = try await IAMHarness()
        let refusal = try await harness.refusal(IAMOperations.getPolicy, GetPolicyRequest(policyArn: arn))
        #expect(refusal == Refusal("InvalidInput", "ARN \(arn) is not valid."))
    }

    @Test func listIsNarrowedByScopeUseAndPath() async throws {
        let harness = try await IAMHarness()
        let used = try await harness.makePolicy("used")
        let limit = try await harness.makePolicy("limit")
        try await harness.makePolicy("idle", path: "/kms/")
        try await harness.makeUser("bob", boundary: limit)
        try await harness.attach(used, to: "bob")
        func names(_ input: ListPoliciesRequest) async throws -> [String] {
            try await harness.call(IAMOperations.listPolicies, input).policies.orThrow().compactMap(\.policyName)
        }
        let builtIn = BuiltInPolicies.all.map(\.name)
        #expect(builtIn == builtIn.sorted { $0.lowercased() < $1.lowercased() })
        #expect(try await names(ListPoliciesRequest()) == builtIn + ["idle", "limit", "used"])
        #expect(try await names(ListPoliciesRequest(scope: .local)) == ["idle", "limit", "used"])
        #expect(try await names(ListPoliciesRequest(scope: .aws, onlyAttached: true)) == ["AdministratorAccess"])
        #expect(try await names(ListPoliciesRequest(onlyAttached: true)) == ["AdministratorAccess", "used"])
        #expect(try await names(ListPoliciesRequest(policyUsageFilter: .permissionsBoundary)) == ["limit"])
        #expect(try await names(ListPoliciesRequest(scope: .local, pathPrefix: "/kms/")) == ["idle"])
    }

    @Test func entitiesOfAPolicyAreListedByUse() async throws {
        let harness = try await IAMHarness()
        let arn = try await harness.makePolicy("p")
        try await harness.makeUser("bob", boundary: arn)
        try await harness.makeUser("eve")
        try await harness.attach(arn, to: "eve")
        try await harness.makeGroup("staff")
        try await harness.call(
            IAMOperations.attachGroupPolicy, AttachGroupPolicyRequest(groupName: "staff", policyArn: arn))
        try await harness.makeRole("deploy")
        try await harness.call(
            IAMOperations.attachRolePolicy, AttachRolePolicyRequest(roleName: "deploy", policyArn: arn))
        let all = try await harness.call(
            IAMOperations.listEntitiesForPolicy, ListEntitiesForPolicyRequest(policyArn: arn))
        #expect(all.policyGroups?.map(\.groupName) == ["staff"])
        #expect(all.policyRoles?.map(\.roleName) == ["deploy"])
        #expect(all.policyUsers?.map(\.userName) == ["bob", "eve"])
        let boundaries = try await harness.call(
            IAMOperations.listEntitiesForPolicy,
            ListEntitiesForPolicyRequest(policyArn: arn, policyUsageFilter: .permissionsBoundary))
        #expect(boundaries.policyUsers?.map(\.userName) == ["bob"])
        #expect(boundaries.policyGroups == [])
        let users = try await harness.call(
            IAMOperations.listEntitiesForPolicy,
            ListEntitiesForPolicyRequest(policyArn: arn, entityFilter: .user, policyUsageFilter: .permissionsPolicy))
        #expect(users.policyUsers?.map(\.userName) == ["eve"])
        #expect(users.policyRoles == [])
    }
}
