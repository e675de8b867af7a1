import Essentials
import Testing

@testable import ServiceKit

@Suite struct ResourceUseTests {
    @Test(arguments: ["DescribeKey", "EnableKey"])
    func serviceIsToldOfEachResourceOfACallThatSucceeded(operation: String) async throws {
        let fixture = try PipelineFixture()
        _ = try await fixture.call(operation, #"{"KeyId":"k"}"#)
        let record = try #require(try fixture.auditRecords().last)
        let use = ResourceUse(
            resource: "k", operation: operation, time: PipelineFixture.now,
            requestID: try #require(record["requestID"]?.string), eventID: try #require(record["eventID"]?.string))
        #expect(fixture.service.uses.all == [use])
    }

    @Test func eventIsThatOfTheOwnersRecord() async throws {
        let fixture = try PipelineFixture()
        _ = try await fixture.call("EnableKey", #"{"KeyId":"\#(NoteService.lentKey)"}"#)
        let records = try fixture.auditRecords()
        let owners = try #require(records.first { $0["recipientAccountId"] == "210987654321" })
        #expect(fixture.service.uses.all.map { JSON.string($0.eventID) } == [owners["eventID"]])
    }

    @Test func callThatFailedIsNoUse() async throws {
        let fixture = try PipelineFixture()
        _ = try await fixture.call("DisableKey", #"{"KeyId":"k"}"#)
        _ = try await fixture.call("CancelKeyDeletion", #"{"KeyId":"k"}"#)
        #expect(fixture.service.uses.all.isEmpty)
    }

    @Test func journalTellsTheSameUses() async throws {
        let fixture = try PipelineFixture()
        _ = try await fixture.call("EnableKey", #"{"KeyId":"\#(NoteService.lentKey)"}"#)
        _ = try await fixture.call("DisableKey", #"{"KeyId":"k"}"#)
        _ = try await fixture.call("DescribeKey", #"{"KeyId":"k"}"#)
        let entries = try fixture.store.readNow { try $0.journal(AuditRecord.stream, after: 0, limit: 100) }
        let read = entries.flatMap { ResourceUse.uses(in: $0.entry, of: "kms.amazonaws.com") }
        #expect(read.count == 2)
        #expect(read == fixture.service.uses.all)
        #expect(entries.flatMap { ResourceUse.uses(in: $0.entry, of: "iam.amazonaws.com") }.isEmpty)
    }
}
