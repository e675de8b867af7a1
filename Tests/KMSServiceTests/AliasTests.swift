import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

@Suite struct AliasTests {
    private func create(_ name: String, _ key: KeyMetadata) -> CreateAliasRequest {
        CreateAliasRequest(aliasName: name, targetKeyId: key.keyId)
    }

    static let invalidNames: [(String, String)] = [
        ("one", "ValidationException"), ("alias/", "InvalidAliasNameException"),
        ("alias/aws/s3", "NotAuthorizedException"),
    ]

    @Test(arguments: invalidNames) func reservedAndShapelessNamesAreRefused(_ name: String, _ code: String) async throws
    {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        #expect(try await harness.refusal(KMSOperations.createAlias, create(name, key))?.code == code)
        let delete = DeleteAliasRequest(aliasName: name)
        #expect(try await harness.refusal(KMSOperations.deleteAlias, delete)?.code == code)
    }

    @Test func nameIsUniqueInItsAccountAndRegion() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        _ = try await harness.call(KMSOperations.createAlias, create("alias/one", key))
        #expect(
            try await harness.refusal(KMSOperations.createAlias, create("alias/one", key))
                == Refusal(
                    code: "AlreadyExistsException",
                    message: "An alias with the name arn:aws:kms:us-east-1:123456789012:alias/one already exists"))
    }

    @Test func aliasMovesToAnotherKeyAtOnce() async throws {
        let harness = try KMSHarness()
        let (first, second) = (try await harness.createKey(), try await harness.createKey())
        _ = try await harness.call(KMSOperations.createAlias, create("alias/one", first))
        #expect(try await harness.describe("alias/one").keyId == first.keyId)
        harness.time.advance(by: .minutes(5))
        let move = UpdateAliasRequest(aliasName: "alias/one", targetKeyId: second.keyId)
        _ = try await harness.call(KMSOperations.updateAlias, move)
        #expect(try await harness.describe("alias/one").keyId == second.keyId)
        let list = try await harness.call(KMSOperations.listAliases, ListAliasesRequest(keyId: second.keyId))
        let entry = try #require(list.aliases?.first)
        #expect(entry.aliasName == "alias/one")
        #expect(entry.aliasArn == "arn:aws:kms:us-east-1:123456789012:alias/one")
        #expect(entry.targetKeyId == second.keyId)
        #expect(entry.lastUpdatedDate == harness.time.now())
        #expect(entry.creationDate == harness.time.now() - .minutes(5))
        let old = try await harness.call(KMSOperations.listAliases, ListAliasesRequest(keyId: first.keyId))
        #expect(old.aliases == [])
    }

    static let otherSorts: [CreateKeyRequest] = [
        CreateKeyRequest(keyUsage: .encryptDecrypt, keySpec: .rsa2048),
        CreateKeyRequest(keyUsage: .generateVerifyMac, keySpec: .hmac256),
        CreateKeyRequest(keyUsage: .signVerify, keySpec: .eccNistP256),
    ]

    @Test(arguments: otherSorts) func aliasDoesNotMoveToAKeyOfAnotherSort(_ sort: CreateKeyRequest) async throws {
        let harness = try KMSHarness()
        let (first, second) = (try await harness.createKey(), try await harness.createKey(sort))
        _ = try await harness.call(KMSOperations.createAlias, create("alias/one", first))
        let move = UpdateAliasRequest(aliasName: "alias/one", targetKeyId: second.keyId)
        #expect(try await harness.refusal(KMSOperations.updateAlias, move)?.code == "ValidationException")
    }

    @Test func aliasLeavesAKeyThatIsPendingDeletionButDoesNotGoToOne() async throws {
        let harness = try KMSHarness()
        let (first, second) = (try await harness.createKey(), try await harness.key(in: .pendingDeletion))
        _ = try await harness.call(KMSOperations.createAlias, create("alias/one", first))
        let there = UpdateAliasRequest(aliasName: "alias/one", targetKeyId: second.keyId)
        let arn = try #require(second.arn)
        #expect(
            try await harness.refusal(KMSOperations.updateAlias, there)?.message == "\(arn) is pending deletion.")
        _ = try await harness.call(
            KMSOperations.scheduleKeyDeletion, ScheduleKeyDeletionRequest(keyId: first.keyId))
        let third = try await harness.createKey()
        let away = UpdateAliasRequest(aliasName: "alias/one", targetKeyId: third.keyId)
        #expect(try await harness.refusal(KMSOperations.updateAlias, away) == nil)
    }

    /// The cache of names holds texts, to which the Kelvin sign is a K.
    @Test func lookalikeOfAnAliasIsNotTheAlias() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        _ = try await harness.call(KMSOperations.createAlias, create("alias/K", key))
        _ = try await harness.describe("alias/K")
        let lookalike = DescribeKeyRequest(keyId: "alias/\u{212A}")
        #expect(try await harness.refusal(KMSOperations.describeKey, lookalike)?.code == "NotFoundException")
    }

    /// Two changes of one alias are under way at once: the later one was authorised for a key that the alias has left.
    @Test func aliasIsNotTakenFromAKeyThatNobodyWasAskedAbout() async throws {
        let harness = try KMSHarness()
        let keys = [try await harness.createKey(), try await harness.createKey(), try await harness.createKey()]
        _ = try await harness.call(KMSOperations.createAlias, create("alias/one", keys[0]))
        func move(to key: KeyMetadata) -> UpdateAliasRequest {
            UpdateAliasRequest(aliasName: "alias/one", targetKeyId: key.keyId)
        }
        let late = [
            try await harness.begin(KMSOperations.updateAlias, move(to: keys[2])),
            try await harness.begin(KMSOperations.deleteAlias, DeleteAliasRequest(aliasName: "alias/one")),
        ]
        _ = try await harness.call(KMSOperations.updateAlias, move(to: keys[1]))
        for change in late {
            let error = await #expect(throws: AWSError.self) { try await harness.store.write(change) }
            #expect(error?.code(in: .json) == "DependencyTimeoutException")
        }
        #expect(try await harness.describe("alias/one").keyId == keys[1].keyId)
    }

    @Test func oneOfTwoThatTakeANameAtOnceGetsIt() async throws {
        let harness = try KMSHarness()
        let keys = [try await harness.createKey(), try await harness.createKey()]
        let refusals = try await withThrowingTaskGroup(of: Refusal?.self) { group in
            for key in keys {
                let request = create("alias/one", key)
                group.addTask { try await harness.refusal(KMSOperations.createAlias, request) }
            }
            return try await group.reduce(into: [String?]()) { $0.append($1?.code) }
        }
        #expect(Set(refusals) == [nil, "AlreadyExistsException"])
    }

    @Test func deletedAliasIsGoneAtOnce() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        _ = try await harness.call(KMSOperations.createAlias, create("alias/one", key))
        _ = try await harness.describe("alias/one")
        let delete = DeleteAliasRequest(aliasName: "alias/one")
        _ = try await harness.call(KMSOperations.deleteAlias, delete)
        let missing = Refusal(
            code: "NotFoundException", message: "Alias arn:aws:kms:us-east-1:123456789012:alias/one is not found.")
        #expect(
            try await harness.refusal(KMSOperations.describeKey, DescribeKeyRequest(keyId: "alias/one")) == missing)
        #expect(try await harness.refusal(KMSOperations.deleteAlias, delete) == missing)
        _ = try await harness.describe(key.keyId)
    }

    @Test func keyHasAtMostFiftyAliases() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        for number in 0..<50 {
            _ = try await harness.call(KMSOperations.createAlias, create("alias/\(number)", key))
        }
        let refusal = try await harness.refusal(KMSOperations.createAlias, create("alias/50", key))
        #expect(refusal?.code == "LimitExceededException")
        let page = try await harness.call(KMSOperations.listAliases, ListAliasesRequest(limit: 20))
        #expect(page.aliases?.count == 20)
        #expect(page.truncated == true)
    }

    /// Permission is asked on the alias and on the key; one without the other is not enough.
    @Test(arguments: [("alias/*", false), ("key/*", false), ("*", true)])
    func aliasNeedsPermissionOnAliasAndKey(_ resource: String, _ isAllowed: Bool) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let maker = Caller.user("maker")
        try harness.identity.allow(
            maker, "kms:CreateAlias", on: "arn:aws:kms:us-east-1:123456789012:\(resource)")
        let refusal = try await harness.refusal(KMSOperations.createAlias, create("alias/one", key), as: maker)
        #expect(refusal?.code == (isAllowed ? nil : "AccessDeniedException"))
    }
}
