import Essentials
import Testing

@testable import ServiceKit

@Suite struct PipelineTests {
    @Test func aChangeAndItsAuditRecordAreCommittedTogether() async throws {
        let fixture = try PipelineFixture()
        let (status, _) = try await fixture.call("EnableKey", #"{"KeyId":"k"}"#)
        #expect(status == 200)
        #expect(try fixture.note() == "k")
        let record = try #require(try fixture.auditRecords().first)
        #expect(record["eventName"] == "EnableKey")
        #expect(record["readOnly"] == false)
        #expect(record["requestParameters"] == ["keyId": "k"])
        #expect(record["errorCode"] == nil)
    }

    @Test func aChangeThatFailsLeavesNothingButItsRecord() async throws {
        let fixture = try PipelineFixture()
        let (status, answer) = try await fixture.call("DisableKey", #"{"KeyId":"k"}"#)
        #expect(status == 400)
        #expect(answer["__type"] == "NotFoundException")
        #expect(try fixture.note() == nil)
        let records = try fixture.auditRecords()
        #expect(records.map { $0["errorCode"] } == ["NotFoundException"])
        #expect(records.first?["responseElements"] == .null)
    }

    @Test func aCallWhoseRecordCannotBeWrittenFails() async throws {
        let fixture = try PipelineFixture()
        try await fixture.store.close()
        #expect(try await fixture.call("DescribeKey", #"{"KeyId":"k"}"#).0 == 500)
        #expect(try await fixture.call("EnableKey", #"{"KeyId":"k"}"#).0 == 500)
    }

    @Test func aDeniedCallIsRecordedWithItsReason() async throws {
        let fixture = try PipelineFixture(policy: PipelineFixture.allowing("kms:ListKeys"))
        let (status, answer) = try await fixture.call("EnableKey", #"{"KeyId":"k"}"#)
        #expect(status == 400)
        #expect(answer["__type"] == "AccessDeniedException")
        let reason = "because no identity-based policy allows the kms:EnableKey action"
        let user = "arn:aws:iam::123456789012:user/bob"
        #expect(
            answer["Message"]
                == .string("User: \(user) is not authorized to perform: kms:EnableKey on resource: k \(reason)"))
        #expect(try fixture.note() == nil)
        #expect(try fixture.auditRecords().first?["errorCode"] == "AccessDenied")
    }

    @Test func whoMayNotActLearnsNotWhatIsMissing() async throws {
        let body = #"{"KeyId":"k"}"#
        #expect(try await PipelineFixture().call("CancelKeyDeletion", body).1["__type"] == "NotFoundException")
        let denied = try PipelineFixture(policy: PipelineFixture.allowing("kms:ListKeys"))
        #expect(try await denied.call("CancelKeyDeletion", body).1["__type"] == "AccessDeniedException")
    }

    @Test func anOperationThatIsNotBuiltSaysSoAndIsRecorded() async throws {
        let fixture = try PipelineFixture()
        let (status, answer) = try await fixture.call("ConnectCustomKeyStore", #"{"CustomKeyStoreId":"cks-1"}"#)
        #expect(status == 501)
        #expect(answer["__type"] == "NotImplementedException")
        #expect(try fixture.auditRecords().map { $0["eventName"] } == ["ConnectCustomKeyStore"])
    }

    @Test func anUnknownCallerLeavesNoRecord() async throws {
        let fixture = try PipelineFixture()
        let (status, answer) = try await fixture.call("EnableKey", #"{"KeyId":"k"}"#, key: "AKIANOBODYNOBODYNOBO")
        #expect(status == 400)
        #expect(answer["__type"] == "UnrecognizedClientException")
        #expect(try fixture.auditRecords().isEmpty)
        #expect(fixture.metrics.prometheusText().contains("yagura_unauthenticated_total{code=\"Unrec"))
    }

    @Test func aBrokenInputIsRefusedAndRecorded() async throws {
        let fixture = try PipelineFixture()
        let (status, answer) = try await fixture.call("EnableKey", #"{"KeyId":""}"#)
        #expect(status == 400)
        #expect(answer["__type"] == "ValidationException")
        #expect(try fixture.auditRecords().first?["errorCode"] == "ValidationException")
    }

    @Test func aForeignResourceIsRecordedInBothAccountsUnderOneSharedID() async throws {
        let fixture = try PipelineFixture()
        _ = try await fixture.call("EnableKey", #"{"KeyId":"\#(NoteService.foreignAccount)"}"#)
        let records = try fixture.auditRecords()
        #expect(records.map { $0["recipientAccountId"] } == ["123456789012", "210987654321"])
        #expect(records[0]["sharedEventID"] == records[1]["sharedEventID"])
        #expect(records[0]["eventID"] != records[1]["eventID"])
        #expect(records[1]["userIdentity"]?["type"] == "AWSAccount")
    }
}
