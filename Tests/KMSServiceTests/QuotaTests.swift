import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Store
import Testing

@testable import KMSService

/// Source: AWS KMS developer guide, "Resource quotas".
@Suite struct QuotaTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    @Test func aRegionTakesAHundredThousandKeysOfAnAccount() async throws {
        let full = KeyCountRecord(account: .standard, region: .standard, count: 99_999)
        try await kms.store.write { _ = try $0.put(full) }
        let last = try await kms.createKey()
        let refusal = try await kms.refusal(KMSOperations.createKey, CreateKeyRequest())
        #expect(refusal?.code == "LimitExceededException")
        _ = try await kms.call(KMSOperations.createKey, CreateKeyRequest(), in: try #require(Region("eu-west-1")))
        try await kms.deleteAtOnce(last.keyId)
        try await kms.createKey()
    }

    @Test func keysOfBeforeTheCountAreCounted() async throws {
        for _ in 1...3 { try await kms.createKey() }
        let key = KeyCountRecord.key(.standard, .standard)
        try await kms.store.write { _ = try $0.delete(KeyCountRecord.self, key) }
        try await kms.createKey()
        #expect(try kms.store.get(KeyCountRecord.self, key)?.record.count == 4)
    }

    @Test func aKeyTakesFiftyAliases() async throws {
        let key = try await kms.createKey().keyId
        for number in 1...50 {
            _ = try await kms.call(
                KMSOperations.createAlias, CreateAliasRequest(aliasName: "alias/\(number)", targetKeyId: key))
        }
        let more = CreateAliasRequest(aliasName: "alias/more", targetKeyId: key)
        #expect(try await kms.refusal(KMSOperations.createAlias, more)?.code == "LimitExceededException")
    }

    @Test func aKeyTakesFiftyThousandGrants() async throws {
        let key = try await kms.createKey().keyId
        let grants = (0..<50_000).map { number in
            GrantRecord(
                account: .standard, region: .standard, keyID: key, id: "\(number)", name: nil, grantee: "nobody",
                granteeID: nil, retiringPrincipal: nil, operations: [.decrypt], constraints: nil,
                issuingAccount: .standard, createdAt: kms.time.now())
        }
        try await kms.store.write { transaction in for grant in grants { try transaction.insert(grant) } }
        let more = CreateGrantRequest(
            keyId: key, granteePrincipal: "arn:aws:iam::123456789012:role/app", operations: [.decrypt])
        #expect(try await kms.refusal(KMSOperations.createGrant, more)?.code == "LimitExceededException")
    }

    @Test func theCountOfGrantsFollowsThem() async throws {
        let key = try await kms.createKey().keyId
        let grant = CreateGrantRequest(
            keyId: key, granteePrincipal: "arn:aws:iam::123456789012:role/app", operations: [.decrypt])
        let first = try await kms.call(KMSOperations.createGrant, grant)
        _ = try await kms.call(KMSOperations.createGrant, grant)
        #expect(try grantCount(of: key) == 2)
        let revoke = RevokeGrantRequest(keyId: key, grantId: try #require(first.grantId))
        _ = try await kms.call(KMSOperations.revokeGrant, revoke)
        #expect(try await kms.refusal(KMSOperations.revokeGrant, revoke)?.code == "NotFoundException")
        #expect(try grantCount(of: key) == 1)
        try await kms.deleteAtOnce(key)
        #expect(try grantCount(of: key) == nil)
    }

    private func grantCount(of key: String) throws -> Int? {
        let place = RecordKey(account: .standard, region: .standard, id: key)
        return try kms.store.get(GrantCountRecord.self, place)?.record.count
    }
}
