import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import STSModel
import ServiceKit
import Testing

@testable import Identity

struct SessionTests {
    private func assume(
        _ harness: IAMHarness, policy: String? = nil, duration: Int? = nil
    ) async throws -> Credentials {
        try await harness.makeRole("deploy")
        try await harness.call(
            IAMOperations.attachRolePolicy,
            AttachRolePolicyRequest(roleName: "deploy", policyArn: Administrator.policyARN))
        let input = AssumeRoleRequest(
            roleArn: "arn:aws:iam::123456789012:role/deploy", roleSessionName: "s", policy: policy,
            durationSeconds: duration)
        return try await harness.call(STSOperations.assumeRole, input).credentials.orThrow()
    }

    private func open(
        _ credentials: Credentials, in harness: IAMHarness, key: String? = nil, token: String? = nil
    ) async throws -> Credential {
        try await harness.directory.credential(
            accessKeyID: key ?? credentials.accessKeyId, sessionToken: token ?? credentials.sessionToken,
            now: harness.time.now())
    }

    @Test func sessionSpeaksForItsRole() async throws {
        let harness = try await IAMHarness()
        let credentials = try await assume(harness)
        let credential = try await open(credentials, in: harness)
        #expect(credential.secret != nil)
        #expect(credential.caller.arn == "arn:aws:sts::123456789012:assumed-role/deploy/s")
        #expect(credential.caller.entityARN == "arn:aws:iam::123456789012:role/deploy")
        let users = try await harness.call(IAMOperations.listUsers, ListUsersRequest(), with: credential).users
        #expect(users.map(\.userName) == ["administrator"])
    }

    @Test func tokenOfAnotherKeyOpensNothing() async throws {
        let harness = try await IAMHarness()
        let credentials = try await assume(harness)
        let other = harness.admin.accessKeyID
        await #expect(throws: CredentialError.invalid) { try await open(credentials, in: harness, key: other) }
        // Nor once the token is remembered.
        _ = try await open(credentials, in: harness)
        await #expect(throws: CredentialError.invalid) { try await open(credentials, in: harness, key: other) }
    }

    @Test func sessionEndsWhenItsTimeIsUp() async throws {
        let harness = try await IAMHarness()
        let credentials = try await assume(harness, duration: 900)
        harness.time.advance(by: .seconds(899))
        _ = try await open(credentials, in: harness)
        harness.time.advance(by: .seconds(1))
        await #expect(throws: CredentialError.expired) { try await open(credentials, in: harness) }
    }

    @Test func changedTokenOpensNothing() async throws {
        let harness = try await IAMHarness()
        let credentials = try await assume(harness)
        let bytes = try #require(Base64.decode(credentials.sessionToken))
        for index in stride(from: 0, to: bytes.count, by: 7) {
            var changed = bytes
            changed[index] ^= 1
            let token = Base64.encode(changed)
            await #expect(throws: CredentialError.invalid) { try await open(credentials, in: harness, token: token) }
        }
    }

    @Test(arguments: ["", "x", "AAAA", "not base 64!"])
    func nonsenseIsNoToken(token: String) async throws {
        let harness = try await IAMHarness()
        let credentials = try await assume(harness)
        await #expect(throws: CredentialError.invalid) { try await open(credentials, in: harness, token: token) }
    }

    @Test func tokenOfAnotherServersKeyOpensNothing() async throws {
        let (harness, other) = (try await IAMHarness(), try await IAMHarness())
        let credentials = try await assume(harness)
        await #expect(throws: CredentialError.invalid) { try await open(credentials, in: other) }
    }

    @Test func sessionPolicyLimitsTheSession() async throws {
        let harness = try await IAMHarness()
        let credential = try await open(
            assume(harness, policy: Document.allow("iam:ListRoles")), in: harness)
        _ = try await harness.call(IAMOperations.listRoles, ListRolesRequest(), with: credential)
        await #expect(throws: AWSError.self) {
            try await harness.call(IAMOperations.listUsers, ListUsersRequest(), with: credential)
        }
    }

    @Test func sessionOfADeletedRoleMayDoNothing() async throws {
        let harness = try await IAMHarness()
        let credentials = try await assume(harness)
        _ = try await open(credentials, in: harness)
        try await harness.call(
            IAMOperations.detachRolePolicy,
            DetachRolePolicyRequest(roleName: "deploy", policyArn: Administrator.policyARN))
        try await harness.call(IAMOperations.deleteRole, DeleteRoleRequest(roleName: "deploy"))
        // A namesake's policies are not the session's.
        try await harness.makeRole("deploy")
        try await harness.call(
            IAMOperations.attachRolePolicy,
            AttachRolePolicyRequest(roleName: "deploy", policyArn: Administrator.policyARN))
        await #expect(throws: CredentialError.invalid) { try await open(credentials, in: harness) }
    }

    @Test func sessionTagTakesThePlaceOfTheRolesWhateverItsCase() async throws {
        let harness = try await IAMHarness()
        try await harness.makeRole("deploy")
        let trust = Document.trust("123456789012").replacing("sts:AssumeRole", with: "sts:*")
        try await harness.call(
            IAMOperations.updateAssumeRolePolicy,
            UpdateAssumeRolePolicyRequest(roleName: "deploy", policyDocument: trust))
        let tags = [IAMModel.Tag(key: "team", value: "red")]
        try await harness.call(IAMOperations.tagRole, TagRoleRequest(roleName: "deploy", tags: tags))
        let input = AssumeRoleRequest(
            roleArn: "arn:aws:iam::123456789012:role/deploy", roleSessionName: "s",
            tags: [STSModel.Tag(key: "TEAM", value: "blue")])
        let credentials = try await harness.call(STSOperations.assumeRole, input).credentials.orThrow()
        #expect(try await open(credentials, in: harness).caller.tags == ["TEAM": "blue"])
    }

    @Test func sessionIsNotLimitedByAnotherAccountsPolicy() async throws {
        let harness = try await IAMHarness()
        let other = try #require(AccountID("210987654321"))
        let made = try await harness.directory.createAdministrator(of: other, now: harness.time.now())
        let stranger = try await harness.caller(keyID: #require(made).id)
        let document = CreatePolicyRequest(policyName: "p", policyDocument: Document.allow("*"))
        try await harness.call(IAMOperations.createPolicy, document, as: stranger)
        try await harness.makeRole("deploy")
        let input = AssumeRoleRequest(
            roleArn: "arn:aws:iam::123456789012:role/deploy", roleSessionName: "s",
            policyArns: [PolicyDescriptorType(arn: "arn:aws:iam::210987654321:policy/p")])
        #expect(try await harness.refusal(STSOperations.assumeRole, input)?.code == "InvalidParameterValue")
    }

    @Test func roleThatTrustsSomeoneElseIsNotAssumed() async throws {
        let harness = try await IAMHarness()
        try await harness.makeRole("deploy", trusting: "210987654321")
        let input = AssumeRoleRequest(
            roleArn: "arn:aws:iam::123456789012:role/deploy", roleSessionName: "s")
        #expect(try await harness.refusal(STSOperations.assumeRole, input)?.code == "AccessDenied")
    }

    @Test func denialDoesNotTellWhetherThereIsSuchARole() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("iam:ListUsers"))
        try await harness.makeRole("trusting")
        try await harness.makeRole("distant", trusting: "210987654321")
        var texts: [String?] = []
        for name in ["trusting", "distant", "missing"] {
            let input = AssumeRoleRequest(
                roleArn: "arn:aws:iam::123456789012:role/\(name)", roleSessionName: "watch")
            let refusal = try await harness.refusal(STSOperations.assumeRole, input, as: bob)
            texts.append(refusal?.message?.replacing(name, with: "NAME"))
        }
        #expect(texts[0] != nil && texts == [texts[0], texts[0], texts[0]])
    }

    @Test func sessionOfAUserMayCallNeitherIAMNorMostOfSTS() async throws {
        let harness = try await IAMHarness()
        let credentials = try await harness.call(STSOperations.getSessionToken, GetSessionTokenRequest())
            .credentials.orThrow()
        #expect(credentials.expiration == harness.time.now() + .hours(12))
        let credential = try await open(credentials, in: harness)
        #expect(credential.caller.arn == harness.admin.arn)
        let identity = try await harness.call(
            STSOperations.getCallerIdentity, GetCallerIdentityRequest(), with: credential)
        #expect(identity.userId == harness.admin.principalID)
        try await harness.makeRole("deploy")
        let role = AssumeRoleRequest(roleArn: "arn:aws:iam::123456789012:role/deploy", roleSessionName: "watch")
        _ = try await harness.call(STSOperations.assumeRole, role, with: credential)
        await #expect(throws: AWSError.self) {
            try await harness.call(IAMOperations.listUsers, ListUsersRequest(), with: credential)
        }
        await #expect(throws: AWSError.self) {
            try await harness.call(STSOperations.getSessionToken, GetSessionTokenRequest(), with: credential)
        }
    }
}
