import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Store
import Testing

@testable import KMSService

@Suite struct KeyDeletionTests {
    @Test func keyIsDestroyedWithAllThatBelongsToItWhenItsTimeComes() async throws {
        let harness = try KMSHarness()
        let (key, other) = (try await harness.createKey(), try await harness.createKey())
        for (name, target) in [("alias/one", key), ("alias/two", other)] {
            _ = try await harness.call(
                KMSOperations.createAlias, CreateAliasRequest(aliasName: name, targetKeyId: target.keyId))
            _ = try await harness.call(
                KMSOperations.createGrant,
                CreateGrantRequest(
                    keyId: target.keyId, granteePrincipal: "arn:aws:iam::123456789012:role/app",
                    operations: [.decrypt]))
        }
        let answer = try await harness.call(
            KMSOperations.scheduleKeyDeletion, ScheduleKeyDeletionRequest(keyId: key.keyId, pendingWindowInDays: 7))
        #expect(answer.keyId == key.arn)
        #expect(answer.keyState == .pendingDeletion)
        #expect(answer.pendingWindowInDays == 7)
        #expect(answer.deletionDate == harness.time.now() + .days(7))

        harness.time.advance(by: TimeSpan(milliseconds: TimeSpan.days(7).milliseconds - 1))
        try await harness.runChores()
        #expect(try await harness.describe(key.keyId).deletionDate == answer.deletionDate)

        harness.time.advance(by: .milliseconds(1))
        try await harness.runChores()
        for name in [key.keyId, "alias/one"] {
            let refusal = try await harness.refusal(KMSOperations.describeKey, DescribeKeyRequest(keyId: name))
            #expect(refusal?.code == "NotFoundException")
        }
        #expect(try await harness.describe("alias/two").keyId == other.keyId)
        let left = try harness.store.readNow { transaction in
            [
                try transaction.count(KeyRecord.self, in: .everywhere),
                try transaction.count(AliasRecord.self, in: .everywhere),
                try transaction.count(GrantRecord.self, in: .everywhere),
            ]
        }
        #expect(left == [1, 1, 1])
    }

    @Test func deletionIsAudited() async throws {
        let harness = try KMSHarness()
        let key = try await harness.key(in: .pendingDeletion)
        harness.time.advance(by: .days(7))
        try await harness.runChores()
        let events = try harness.store.readNow { try $0.journal(AuditRecord.stream, after: 0, limit: 10) }
        try #require(events.count == 1)
        let event = try JSON(parsing: events[0].entry.body)
        #expect(event["eventName"] == "DeleteKey")
        #expect(event["eventType"] == "AwsServiceEvent")
        #expect(event["eventSource"] == "kms.amazonaws.com")
        #expect(event["resources"]?.array?.first?["ARN"]?.string == key.arn)
    }

    @Test func cancelledDeletionDoesNotHappen() async throws {
        let harness = try KMSHarness()
        let key = try await harness.key(in: .pendingDeletion)
        let chore = KeyDeletionChore(
            store: harness.store, vault: harness.kms.vault, keyStores: harness.kms.keyStores, random: SystemRandom())
        #expect(try await chore.nextDue() == key.deletionDate)
        _ = try await harness.call(KMSOperations.cancelKeyDeletion, CancelKeyDeletionRequest(keyId: key.keyId))
        #expect(try await chore.nextDue() == nil)
        harness.time.advance(by: .days(60))
        try await harness.runChores()
        #expect(try await harness.describe(key.keyId).keyState == .disabled)
    }

    @Test func everyKeyThatIsDueIsDestroyedAtOnce() async throws {
        let harness = try KMSHarness()
        for _ in 0..<3 { _ = try await harness.key(in: .pendingDeletion) }
        let kept = try await harness.createKey()
        harness.time.advance(by: .days(30))
        try await harness.runChores()
        let list = try await harness.call(KMSOperations.listKeys, ListKeysRequest())
        #expect(list.keys?.map(\.keyId) == [kept.keyId])
    }
}
