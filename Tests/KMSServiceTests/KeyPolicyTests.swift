import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

@Suite struct KeyPolicyTests {
    static let root = "arn:aws:iam::123456789012:root"
    static let lockout = "The new key policy will not allow you to update the key policy in the future."

    private func put(_ policy: String, on key: KeyMetadata, bypass: Bool? = nil) -> PutKeyPolicyRequest {
        PutKeyPolicyRequest(keyId: key.keyId, policy: policy, bypassPolicyLockoutSafetyCheck: bypass)
    }

    @Test func newKeyHasTheStandardPolicy() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let answer = try await harness.call(KMSOperations.getKeyPolicy, GetKeyPolicyRequest(keyId: key.keyId))
        #expect(answer.policyName == "default")
        let policy = try JSON(parsing: try #require(answer.policy))
        #expect(policy["Id"] == "key-default-1")
        let statement = try #require(policy["Statement"]?.array?.first)
        #expect(statement["Sid"] == "Enable IAM User Permissions")
        #expect(statement["Principal"]?["AWS"] == .string(Self.root))
    }

    @Test func policyIsKeptByteForByte() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let policy = " " + keyPolicy(allowing(Self.root, "kms:*")) + "\n"
        _ = try await harness.call(KMSOperations.putKeyPolicy, put(policy, on: key))
        let answer = try await harness.call(KMSOperations.getKeyPolicy, GetKeyPolicyRequest(keyId: key.keyId))
        #expect(answer.policy == policy)
    }

    @Test func policyMeansThoseWhoHadTheirNamesWhenItWasPut() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        var reader = Caller.user("reader")
        reader.principalID = "AIDAJQABLZS4A3QDU576Q"
        harness.principals.name(reader.arn, reader.principalID)
        let policy = keyPolicy(allowing(Self.root, "kms:*"), allowing(reader.arn, "kms:DescribeKey"))
        _ = try await harness.call(KMSOperations.putKeyPolicy, put(policy, on: key))
        func refusal(_ caller: Caller) async throws -> String? {
            try await harness.refusal(
                KMSOperations.describeKey, DescribeKeyRequest(keyId: key.keyId), as: caller)?.code
        }
        func shown() async throws -> String? {
            try await harness.call(KMSOperations.getKeyPolicy, GetKeyPolicyRequest(keyId: key.keyId)).policy
        }
        #expect(try await refusal(reader) == nil)
        #expect(try await shown() == policy)
        // The reader is deleted and made anew: another unique id under the same name.
        harness.principals.name(reader.arn, "AIDACKCEVSQ6C2EXAMPLE")
        var namesake = reader
        namesake.principalID = "AIDACKCEVSQ6C2EXAMPLE"
        #expect(try await refusal(namesake) == "AccessDeniedException")
        let text = try #require(try await shown())
        #expect(text.contains(reader.principalID) && !text.contains(reader.arn))
    }

    @Test func changedPolicyIsInForceAtTheNextCall() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let reader = Caller.user("reader")
        let describe = DescribeKeyRequest(keyId: try #require(key.arn))
        #expect(
            try await harness.refusal(KMSOperations.describeKey, describe, as: reader)?.code == "AccessDeniedException")
        let open = keyPolicy(allowing(Self.root, "kms:*"), allowing(reader.arn, "kms:DescribeKey"))
        _ = try await harness.call(KMSOperations.putKeyPolicy, put(open, on: key))
        #expect(try await harness.refusal(KMSOperations.describeKey, describe, as: reader) == nil)
        let closed = keyPolicy(allowing(Self.root, "kms:*"))
        _ = try await harness.call(KMSOperations.putKeyPolicy, put(closed, on: key))
        #expect(
            try await harness.refusal(KMSOperations.describeKey, describe, as: reader)?.code == "AccessDeniedException")
    }

    /// Policies under which the administrator, whose identity policies allow everything, could not put another.
    static let lockouts = [
        keyPolicy(allowing("arn:aws:iam::123456789012:user/other", "kms:*")),
        keyPolicy(allowing(root, "kms:Encrypt")),
        keyPolicy(
            allowing(root, "kms:*"),
            #"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#),
    ]

    @Test(arguments: lockouts) func policyThatLocksTheCallerOutIsRefused(_ policy: String) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let expected = Refusal(code: "MalformedPolicyDocumentException", message: Self.lockout)
        #expect(try await harness.refusal(KMSOperations.putKeyPolicy, put(policy, on: key)) == expected)
        #expect(try await harness.refusal(KMSOperations.createKey, CreateKeyRequest(policy: policy)) == expected)
        #expect(try await harness.refusal(KMSOperations.putKeyPolicy, put(policy, on: key, bypass: true)) == nil)
        let bypassing = CreateKeyRequest(policy: policy, bypassPolicyLockoutSafetyCheck: true)
        #expect(try await harness.refusal(KMSOperations.createKey, bypassing) == nil)
    }

    @Test func callerWithoutPermissionLearnsNothingOfTheNewPolicy() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let refusal = try await harness.refusal(
            KMSOperations.putKeyPolicy, put(Self.lockouts[0], on: key), as: .user("nobody"))
        #expect(refusal?.code == "AccessDeniedException")
    }

    static let malformed = [
        "", "{}", "not JSON", #"{"Version":"2012-10-17","Statement":[]}"#,
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}"#,
        keyPolicy(#"{"Effect":"Allow","Principal":{"AWS":"*"},"Resource":"*"}"#),
    ]

    @Test(arguments: malformed) func malformedPolicyIsRefused(_ policy: String) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let refusal = try await harness.refusal(KMSOperations.putKeyPolicy, put(policy, on: key))
        #expect(refusal?.code == "MalformedPolicyDocumentException")
    }

    @Test func policyBeyond32KilobytesIsRefused() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let policy = keyPolicy(allowing(Self.root, "kms:*"))
        let longest = policy + String(repeating: " ", count: KeyPolicy.maximumLength - policy.utf8.count)
        #expect(try await harness.refusal(KMSOperations.putKeyPolicy, put(longest, on: key)) == nil)
        let refusal = try await harness.refusal(KMSOperations.putKeyPolicy, put(longest + " ", on: key))
        #expect(refusal?.code == "LimitExceededException")
    }

    @Test func policyOfUnknownPrincipalIsRefused() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let gone = "arn:aws:iam::123456789012:role/gone"
        harness.principals.remove(gone)
        let policy = keyPolicy(allowing(Self.root, "kms:*"), allowing(gone, "kms:Decrypt"))
        let refusal = try await harness.refusal(KMSOperations.putKeyPolicy, put(policy, on: key))
        #expect(
            refusal
                == Refusal(
                    code: "MalformedPolicyDocumentException",
                    message: "Policy contains a statement with one or more invalid principals."))
    }

    @Test func thereIsOnePolicyAndItsNameIsDefault() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let list = try await harness.call(KMSOperations.listKeyPolicies, ListKeyPoliciesRequest(keyId: key.keyId))
        #expect(list.policyNames == ["default"])
        #expect(list.truncated == false)
        let other = GetKeyPolicyRequest(keyId: key.keyId, policyName: "other")
        #expect(
            try await harness.refusal(KMSOperations.getKeyPolicy, other)
                == Refusal(code: "NotFoundException", message: "No such policy exists"))
    }

    static let conditions: [(condition: String, isAllowed: Bool)] = [
        (#"{"StringEquals":{"kms:CallerAccount":"123456789012"}}"#, true),
        (#"{"StringEquals":{"kms:CallerAccount":"999999999999"}}"#, false),
        (#"{"StringEquals":{"kms:KeySpec":"SYMMETRIC_DEFAULT","kms:KeyUsage":"ENCRYPT_DECRYPT"}}"#, true),
        (#"{"StringEquals":{"kms:KeyOrigin":"EXTERNAL"}}"#, false),
        (#"{"Bool":{"kms:MultiRegion":"true"}}"#, false),
        (#"{"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/one"}}"#, true),
        (#"{"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/two"}}"#, false),
        (#"{"StringEquals":{"kms:RequestAlias":"alias/one"}}"#, true),
        (#"{"StringEquals":{"kms:RequestAlias":"alias/two"}}"#, false),
        (#"{"StringEquals":{"aws:ResourceTag/Team":"red"}}"#, true),
        (#"{"StringEquals":{"aws:ResourceTag/Team":"blue"}}"#, false),
        (#"{"Null":{"kms:ViaService":"true"}}"#, true),
    ]

    @Test(arguments: conditions)
    func conditionKeysTellOfTheKeyAndTheCall(_ condition: String, _ isAllowed: Bool) async throws {
        let harness = try KMSHarness()
        let reader = Caller.user("reader")
        let policy = keyPolicy(
            allowing(Self.root, "kms:*"), allowing(reader.arn, "kms:DescribeKey", condition: condition))
        let key = try await harness.createKey(
            CreateKeyRequest(policy: policy, tags: [Tag(tagKey: "team", tagValue: "red")]))
        _ = try await harness.call(
            KMSOperations.createAlias, CreateAliasRequest(aliasName: "alias/one", targetKeyId: key.keyId))
        let refusal = try await harness.refusal(
            KMSOperations.describeKey, DescribeKeyRequest(keyId: "alias/one"), as: reader)
        #expect(refusal?.code == (isAllowed ? nil : "AccessDeniedException"))
    }
}
