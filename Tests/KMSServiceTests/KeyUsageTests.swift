import AWSProtocols
import Essentials
import KMSModel
import Store
import Testing

@testable import KMSService
@testable import ServiceKit

/// Source: AWS KMS API reference, "GetKeyLastUsage".
@Suite struct KeyUsageTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    private func usage(_ key: KeyMetadata, of kms: KMSHarness? = nil) async throws -> GetKeyLastUsageResponse {
        try await (kms ?? self.kms).call(KMSOperations.getKeyLastUsage, GetKeyLastUsageRequest(keyId: key.keyId))
    }

    private func lastEvent(_ key: KeyMetadata, of kms: KMSHarness? = nil) async throws -> String? {
        try await usage(key, of: kms).keyLastUsage?.cloudTrailEventId
    }

    private func use(_ key: KeyMetadata, _ operation: String = "Encrypt", event: String) throws -> ResourceUse {
        ResourceUse(
            resource: try #require(key.arn), operation: operation, time: kms.time.now(), requestID: "request \(event)",
            eventID: event)
    }

    /// The journal's record of a call.
    private func record(
        _ key: KeyMetadata, _ operation: String = "Decrypt", event: String, of account: AccountID = .standard,
        error: String? = nil
    ) async throws {
        var record = AuditRecord(
            identity: .caller(.admin), time: kms.time.now(), source: KMS.eventSource, name: operation,
            region: .standard, sourceAddress: "192.0.2.1", userAgent: "test", requestID: "request \(event)",
            eventID: event, isReadOnly: true, recipientAccount: account)
        record.errorCode = error
        record.resources = [AuditResource(arn: try #require(key.arn), type: KMS.keyType, account: .standard)]
        try await kms.store.append([record.journalEntry], durability: .flushed)
    }

    @Test func keyThatWasNeverUsedHasNoLastUse() async throws {
        let key = try await kms.createKey()
        let answer = try await usage(key)
        #expect(answer.keyId == key.keyId)
        #expect(answer.keyLastUsage?.operation == nil)
        #expect(answer.keyLastUsage?.cloudTrailEventId == nil)
        #expect(answer.keyCreationDate == key.creationDate)
        #expect(answer.trackingStartDate == key.creationDate)
    }

    @Test func lastUseIsThatOfTheLastCall() async throws {
        let key = try await kms.createKey()
        kms.kms.noteUse(try use(key, event: "one"))
        kms.time.advance(by: .seconds(3))
        kms.kms.noteUse(try use(key, "GenerateMac", event: "two"))
        let last = try #require(try await usage(key).keyLastUsage)
        #expect(last.operation == .generateMac)
        #expect(last.timestamp == kms.time.now())
        #expect(last.cloudTrailEventId == "two")
        #expect(last.kmsRequestId == "request two")
    }

    @Test(arguments: ["DescribeKey", "GetPublicKey", "ScheduleKeyDeletion", "CreateGrant"])
    func whatIsNotCryptographyIsNoUse(operation: String) async throws {
        let key = try await kms.createKey()
        kms.kms.noteUse(try use(key, operation, event: "one"))
        #expect(try await lastEvent(key) == nil)
    }

    @Test func lastUseIsWrittenDownWithinSeconds() async throws {
        let key = try await kms.createKey()
        #expect(try await lastEvent(key) == nil)
        kms.kms.noteUse(try use(key, event: "one"))
        kms.time.advance(by: KeyUsageChore.delay)
        try await kms.runChores()
        #expect(try await lastEvent(key) == "one")
        #expect(try await lastEvent(key, of: try kms.restarted()) == "one")
    }

    @Test func whatWasNotWrittenDownIsFoundInTheJournal() async throws {
        let (key, other) = (try await kms.createKey(), try await kms.createKey())
        try await record(key, event: "one")
        try await record(key, "Sign", event: "two")
        try await record(key, event: "refused", error: "DisabledException")
        try await record(key, "DescribeKey", event: "described")
        try await record(key, event: "the caller's copy", of: try #require(AccountID("999999999999")))
        let last = try #require(try await usage(key, of: try kms.restarted()).keyLastUsage)
        #expect(last.cloudTrailEventId == "two")
        #expect(last.kmsRequestId == "request two")
        #expect(last.operation == .sign)
        #expect(last.timestamp == kms.time.now())
        #expect(try await lastEvent(other, of: try kms.restarted()) == nil)
    }

    @Test func journalIsReadOnFromWhereTheStoreKnowsIt() async throws {
        let key = try await kms.createKey()
        try await record(key, event: "one")
        // The first writing keeps the use, the second that the journal need not be read again so far.
        for _ in 1...2 { try await kms.kms.usage.write() }
        let cursor = JournalCursor.key(AuditRecord.stream, consumer: "kms.keyUsage")
        let end = try kms.store.readNow { try $0.lastSequence(in: AuditRecord.stream) }
        #expect(try kms.store.get(JournalCursor.self, cursor)?.record.sequence == end)
        #expect(try await lastEvent(key, of: try kms.restarted()) == "one")
        try await record(key, event: "two")
        #expect(try await lastEvent(key, of: try kms.restarted()) == "two")
    }

    @Test func whatIsNotedWhileTheJournalIsReadIsTheLater() async throws {
        let key = try await kms.createKey()
        try await record(key, event: "before the start")
        let restarted = try kms.restarted()
        restarted.kms.noteUse(try use(key, event: "after the start"))
        #expect(try await lastEvent(key, of: restarted) == "after the start")
    }

    @Test func lastUseGoesWithItsKey() async throws {
        let key = try await kms.createKey()
        kms.kms.noteUse(try use(key, event: "one"))
        try await kms.kms.usage.write()
        #expect(try kms.store.readNow { try $0.count(KeyUsageRecord.self, in: .everywhere) } == 1)
        try await kms.deleteAtOnce(try #require(key.arn))
        kms.kms.noteUse(try use(key, event: "too late"))
        try await kms.kms.usage.write()
        #expect(try kms.store.readNow { try $0.count(KeyUsageRecord.self, in: .everywhere) } == 0)
    }

    @Test func onlyTheOwnerMayAskAndOnlyByTheKeyItself() async throws {
        let key = try await kms.createKey()
        let stranger = Caller.user("stranger", in: try #require(AccountID("999999999999")))
        try kms.identity.allow(stranger, "kms:*")
        let arn = try #require(key.arn)
        let request = GetKeyLastUsageRequest(keyId: arn)
        let refusal = try await kms.refusal(KMSOperations.getKeyLastUsage, request, as: stranger)
        #expect(refusal?.code == "AccessDeniedException")
        _ = try await kms.call(
            KMSOperations.createAlias, CreateAliasRequest(aliasName: "alias/one", targetKeyId: arn))
        let byAlias = GetKeyLastUsageRequest(keyId: "alias/one")
        #expect(try await kms.refusal(KMSOperations.getKeyLastUsage, byAlias)?.code == "NotFoundException")
    }
}
