import AWSProtocols
import Essentials
import IAMModel
import ServiceKit
import Store
import Testing

@testable import Identity

struct AccessKeyTests {
    @Test func secretIsAnsweredOnceAndKeptSealed() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        let key = try await harness.makeKey(of: "bob")
        #expect(key.secretAccessKey.utf8.count == 40)
        #expect(key.status == .active)
        let row = try #require(try harness.store.row(AccessKeyRecord.kind, AccessKeyRecord.key(key.accessKeyId)))
        #expect(!String(decoding: row.body, as: UTF8.self).contains(key.secretAccessKey))
        let credential = try await harness.directory.credential(
            accessKeyID: key.accessKeyId, sessionToken: nil, now: harness.time.now())
        #expect(credential.secret != nil)
        #expect(credential.caller.arn == "arn:aws:iam::123456789012:user/bob")
    }

    @Test func userHasTwoKeysAtMost() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        _ = try await harness.makeKey(of: "bob")
        _ = try await harness.makeKey(of: "bob")
        let refusal = try await harness.refusal(
            IAMOperations.createAccessKey, CreateAccessKeyRequest(userName: "bob"))
        #expect(refusal == .limitExceeded("Cannot exceed quota for AccessKeysPerUser: 2"))
    }

    @Test func inactiveKeyOpensNothingUntilItIsActiveAgain() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("iam:*"))
        func set(_ status: StatusType) async throws {
            let input = UpdateAccessKeyRequest(accessKeyId: bob.accessKeyID, status: status, userName: "bob")
            try await harness.call(IAMOperations.updateAccessKey, input)
        }
        try await set(.inactive)
        await #expect(throws: CredentialError.invalid) { try await harness.caller(keyID: bob.accessKeyID) }
        let keys = try await harness.call(IAMOperations.listAccessKeys, ListAccessKeysRequest(userName: "bob"))
        #expect(keys.accessKeyMetadata.map(\.status) == [.inactive])
        try await set(.active)
        #expect(try await harness.caller(keyID: bob.accessKeyID) == bob)
    }

    @Test func keyOfAnotherUserIsNotFound() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        try await harness.makeUser("eve")
        let id = try await harness.makeKey(of: "bob").accessKeyId
        let missing = Refusal.noSuchEntity("The Access Key with id \(id) cannot be found.")
        let delete = DeleteAccessKeyRequest(accessKeyId: id, userName: "eve")
        #expect(try await harness.refusal(IAMOperations.deleteAccessKey, delete) == missing)
        let update = UpdateAccessKeyRequest(accessKeyId: id, status: .inactive, userName: "eve")
        #expect(try await harness.refusal(IAMOperations.updateAccessKey, update) == missing)
        _ = try await harness.caller(keyID: id)
    }

    @Test func statusExpiredIsNotForAccessKeys() async throws {
        let harness = try await IAMHarness()
        let input = UpdateAccessKeyRequest(accessKeyId: harness.admin.accessKeyID, status: .expired)
        #expect(try await harness.refusal(IAMOperations.updateAccessKey, input)?.code == "InvalidInput")
    }

    @Test func neverUsedKeySaysSo() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        let id = try await harness.makeKey(of: "bob").accessKeyId
        let answer = try await harness.call(
            IAMOperations.getAccessKeyLastUsed, GetAccessKeyLastUsedRequest(accessKeyId: id))
        #expect(answer.userName == "bob")
        #expect(answer.accessKeyLastUsed == AccessKeyLastUsed(serviceName: "N/A", region: "N/A"))
    }

    @Test func lastUseIsAnsweredAndGoesWithTheKey() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        let id = try await harness.makeKey(of: "bob").accessKeyId
        let use = LastUseRecord(id: id, time: harness.time.now(), service: "kms", region: "us-east-1")
        try await harness.store.write { _ = try $0.put(use) }
        let answer = try await harness.call(
            IAMOperations.getAccessKeyLastUsed, GetAccessKeyLastUsedRequest(accessKeyId: id))
        let expected = AccessKeyLastUsed(serviceName: "kms", region: "us-east-1", lastUsedDate: use.time)
        #expect(answer.accessKeyLastUsed == expected)
        try await harness.call(
            IAMOperations.deleteAccessKey, DeleteAccessKeyRequest(accessKeyId: id, userName: "bob"))
        #expect(try harness.store.get(LastUseRecord.self, use.key) == nil)
    }

    @Test func lastUseOfAnUnknownKeyIsDenied() async throws {
        let harness = try await IAMHarness()
        let input = GetAccessKeyLastUsedRequest(accessKeyId: "AKIAAAAAAAAAAAAAAAAA")
        #expect(try await harness.refusal(IAMOperations.getAccessKeyLastUsed, input)?.code == "AccessDenied")
    }

    @Test func whoMayNotAskLearnsNothingOfAKey() async throws {
        let harness = try await IAMHarness()
        let bob = try await harness.makeCaller("bob", Document.allow("iam:ListUsers"))
        var texts: [String?] = []
        for id in [harness.admin.accessKeyID, "AKIAAAAAAAAAAAAAAAAA"] {
            let refusal = try await harness.refusal(
                IAMOperations.getAccessKeyLastUsed, GetAccessKeyLastUsedRequest(accessKeyId: id), as: bob)
            texts.append(refusal?.message?.replacing(id, with: "ID"))
        }
        #expect(texts[0] != nil && texts[0] == texts[1])
    }

    @Test(arguments: ["000000000000", "123456789012", "999999999999", "000000000001", "549755813888"])
    func accountIsReadOffAKeyID(number: String) throws {
        let account = try #require(AccountID(number))
        for prefix in [AccessKeyID.Prefix.user, .session] {
            let id = AccessKeyID.make(prefix, account: account, random: SystemRandom())
            #expect(id.utf8.count == 20 && id.hasPrefix(prefix.rawValue))
            #expect(AccessKeyID.account(of: id) == account)
        }
    }

    @Test(arguments: ["", "AKIA", "AKIAIOSFODNN7EXAMPL", "AKIA0000000000000000", "XXXXIOSFODNN7EXAMPLE"])
    func whatIsNoKeyIDHasNoAccount(id: String) {
        #expect(AccessKeyID.account(of: id) == nil)
    }
}
