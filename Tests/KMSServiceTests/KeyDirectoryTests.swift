import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

@Suite struct KeyDirectoryTests {
    static let other = AccountID("999999999999")
    static let elsewhere = Region("eu-west-1")

    @Test func keyIsFoundByEveryNameItHas() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        _ = try await harness.call(
            KMSOperations.createAlias, CreateAliasRequest(aliasName: "alias/one", targetKeyId: key.keyId))
        let names = [
            key.keyId, try #require(key.arn), "alias/one", "arn:aws:kms:us-east-1:123456789012:alias/one",
        ]
        for name in names { #expect(try await harness.describe(name).keyId == key.keyId) }
        // Again, from the cache.
        for name in names { #expect(try await harness.describe(name).keyId == key.keyId) }
    }

    static let unknown = "1234abcd-12ab-34cd-56ef-1234567890ab"
    static let unknownNames: [(String, Refusal)] = [
        (
            unknown,
            Refusal(
                code: "NotFoundException",
                message: "Key 'arn:aws:kms:us-east-1:123456789012:key/\(unknown)' does not exist")
        ),
        (
            "alias/none",
            Refusal(
                code: "NotFoundException",
                message: "Alias arn:aws:kms:us-east-1:123456789012:alias/none is not found.")
        ),
        ("nonsense", Refusal(code: "NotFoundException", message: "Invalid keyId 'nonsense'")),
        (
            "arn:aws:kms:eu-west-1:123456789012:key/\(unknown)",
            Refusal(code: "NotFoundException", message: "Invalid arn eu-west-1")
        ),
        (
            "arn:aws:s3:::bucket",
            Refusal(code: "InvalidArnException", message: "Invalid arn arn:aws:s3:::bucket")
        ),
        (
            "arn:aws:kms:us-east-1:123456789012:other/x",
            Refusal(code: "InvalidArnException", message: "Invalid arn arn:aws:kms:us-east-1:123456789012:other/x")
        ),
    ]

    @Test(arguments: unknownNames)
    func nameThatLeadsNowhereIsRefusedInAWSWords(_ name: String, _ expected: Refusal) async throws {
        let harness = try KMSHarness()
        #expect(try await harness.refusal(KMSOperations.describeKey, DescribeKeyRequest(keyId: name)) == expected)
    }

    @Test(arguments: ["arn:aws:s3:::bucket", "arn:aws:kms:us-east-1:123456789012:other/x"])
    func operationWithoutInvalidArnExceptionFindsNothing(_ name: String) async throws {
        let refusal = try await KMSHarness().refusal(
            KMSOperations.encrypt, EncryptRequest(keyId: name, plaintext: [1]))
        #expect(refusal == Refusal(code: "NotFoundException", message: "Invalid arn \(name)"))
    }

    @Test(arguments: ["alias/one", "arn:aws:kms:us-east-1:123456789012:alias/one"])
    func managementOperationsTakeNoAlias(_ name: String) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        _ = try await harness.call(
            KMSOperations.createAlias, CreateAliasRequest(aliasName: "alias/one", targetKeyId: key.keyId))
        _ = try await harness.describe(name)
        let refusal = try await harness.refusal(KMSOperations.disableKey, DisableKeyRequest(keyId: name))
        #expect(refusal == Refusal(code: "NotFoundException", message: "Invalid keyId '\(name)'"))
    }

    @Test func callerWithoutPermissionIsNotToldThatAKeyDoesNotExist() async throws {
        let harness = try KMSHarness()
        let refusal = try await harness.refusal(
            KMSOperations.describeKey, DescribeKeyRequest(keyId: Self.unknown), as: .user("nobody"))
        #expect(refusal?.code == "AccessDeniedException")
    }

    @Test func regionsAndAccountsDoNotSeeEachOthersKeys() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let region = try #require(Self.elsewhere)
        let refusal = try await harness.refusal(
            KMSOperations.describeKey, DescribeKeyRequest(keyId: key.keyId), in: region)
        #expect(refusal?.code == "NotFoundException")
        let stranger = Caller.user("stranger", in: try #require(Self.other))
        try harness.identity.allow(stranger, "kms:*")
        let foreign = try await harness.refusal(
            KMSOperations.describeKey, DescribeKeyRequest(keyId: try #require(key.arn)), as: stranger)
        #expect(foreign?.code == "AccessDeniedException")
    }

    @Test func otherAccountUsesAKeyByItsARNWhereThePolicyLetsIt() async throws {
        let harness = try KMSHarness()
        let stranger = Caller.user("stranger", in: try #require(Self.other))
        try harness.identity.allow(stranger, "kms:*")
        let policy = keyPolicy(
            allowing("arn:aws:iam::123456789012:root", "kms:*"), allowing("arn:aws:iam::999999999999:root", "kms:*"))
        let key = try await harness.createKey(CreateKeyRequest(policy: policy))
        let arn = try #require(key.arn)
        #expect(
            try await harness.refusal(KMSOperations.describeKey, DescribeKeyRequest(keyId: arn), as: stranger) == nil)
        // What AWS keeps to the owner's account stays there, whatever the policy says.
        let disable = try await harness.refusal(
            KMSOperations.disableKey, DisableKeyRequest(keyId: arn), as: stranger)
        #expect(disable?.code == "AccessDeniedException")
    }

    @Test func resetForgetsEverything() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        _ = try await harness.describe(key.keyId)
        try await harness.store.reset()
        let refusal = try await harness.refusal(KMSOperations.describeKey, DescribeKeyRequest(keyId: key.keyId))
        #expect(refusal?.code == "NotFoundException")
    }

    @Test func listOfKeysPagesInStableOrder() async throws {
        let harness = try KMSHarness()
        var ids: Set<String> = []
        for _ in 0..<7 { ids.insert(try await harness.createKey().keyId) }
        var seen: [String] = []
        var marker: String?
        repeat {
            let page = try await harness.call(KMSOperations.listKeys, ListKeysRequest(limit: 3, marker: marker))
            let keys = try #require(page.keys)
            #expect(keys.count <= 3)
            seen += keys.compactMap(\.keyId)
            marker = page.nextMarker
            #expect(page.truncated == (marker != nil))
            // A key that comes between two pages does not disturb them.
            if seen.count == 3 { try await harness.createKey() }
        } while marker != nil
        #expect(seen == seen.sorted())
        #expect(Set(seen).count == seen.count)
        #expect(ids.isSubset(of: seen))
    }

    @Test func markersOfOtherListsAreRefused() async throws {
        let harness = try KMSHarness()
        for _ in 0..<2 { try await harness.createKey() }
        let page = try await harness.call(KMSOperations.listKeys, ListKeysRequest(limit: 1))
        let marker = try #require(page.nextMarker)
        let aliases = ListAliasesRequest(marker: marker)
        #expect(try await harness.refusal(KMSOperations.listAliases, aliases)?.code == "InvalidMarkerException")
        let made = ListKeysRequest(marker: "bm90IG91cnM=")
        #expect(try await harness.refusal(KMSOperations.listKeys, made)?.code == "InvalidMarkerException")
    }
}
