import AWSProtocols
import Essentials
import EventBridgeModel

import Store
import Testing

@testable import EventBridgeService
@testable import ServiceKit

@Suite struct EventTests {
    let harness: EventBridgeHarness

    init() throws { harness = try EventBridgeHarness() }

    @Test func entriesThatAreNoEventsAreToldAndTheOthersTaken() async throws {
        let entries = [
            PutEventsRequestEntry(source: "app", detailType: "t", detail: "{}"),
            PutEventsRequestEntry(detailType: "t", detail: "{}"),
            PutEventsRequestEntry(source: "app", detail: "{}"), PutEventsRequestEntry(source: "app", detailType: "t"),
            PutEventsRequestEntry(source: "app", detailType: "t", detail: "{"),
            PutEventsRequestEntry(source: "app", detailType: "t", detail: "[]"),
            PutEventsRequestEntry(source: "aws.s3", detailType: "t", detail: "{}"),
            PutEventsRequestEntry(source: "app", detailType: "t", detail: "{}", eventBusName: "none"),
        ]
        let answer = try await harness.call(EventBridgeOperations.putEvents, PutEventsRequest(entries: entries))
        #expect(answer.failedEntryCount == 7)
        #expect(
            answer.entries?.map(\.errorCode) == [
                nil, "InvalidArgument", "InvalidArgument", "InvalidArgument", "MalformedDetail", "MalformedDetail",
                "NotAuthorizedForSourceException", "InvalidArgument",
            ])
        #expect(try await harness.store.read { try $0.lastSequence(in: EventStream.accepted) } == 1)
    }

    @Test func anotherAccountNeedsTheBussPermission() async throws {
        let bus = "arn:aws:events:us-east-1:123456789012:event-bus/default"
        let stranger = Caller.administrator(of: .other)
        func refusal() async throws -> String? {
            let entry = PutEventsRequestEntry(source: "app", detailType: "t", detail: "{}", eventBusName: bus)
            return try await harness.refusal(
                EventBridgeOperations.putEvents, PutEventsRequest(entries: [entry]), as: stranger)
        }
        #expect(try await refusal() == "AccessDeniedException")
        try await harness.call(
            EventBridgeOperations.putPermission,
            PutPermissionRequest(action: "events:PutEvents", principal: AccountID.other.description, statementId: "s"))
        #expect(try await refusal() == nil)
        try await harness.rule(to: EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic))
        try await harness.match()
        let waiting = try await harness.waiting()
        #expect(try JSON(parsing: waiting[0].event)["account"]?.string == AccountID.other.description)
        try await harness.call(
            EventBridgeOperations.removePermission, RemovePermissionRequest(statementId: "s"))
        #expect(try await refusal() == "AccessDeniedException")
        #expect(
            try await harness.refusal(
                EventBridgeOperations.removePermission, RemovePermissionRequest(statementId: "s"))
                == "ResourceNotFoundException")
    }

    @Test func eventsOfServicesComeToTheDefaultBus() async throws {
        try await harness.rule(
            pattern: #"{"source":["aws.s3"]}"#, to: EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic))
        let event = BusEvent(
            id: "1", source: "aws.s3", detailType: "Object Created", account: .standard, region: .standard,
            time: harness.time.now(), resources: [], detail: Array(#"{"bucket":{"name":"b"}}"#.utf8))
        try await harness.store.write { try $0.emit(event) }
        try await harness.match()
        #expect(try await harness.waiting().count == 1)
        // What was taken is forgotten.
        #expect(try await harness.store.read { try $0.journal(BusEvent.stream, after: 0, limit: 10) }.isEmpty)
    }

    @Test(arguments: [
        (false, RuleState.enabled, 1), (true, .enabled, 0), (true, .enabledWithAllCloudtrailManagementEvents, 1),
        (false, .enabledWithAllCloudtrailManagementEvents, 1),
    ])
    func callsThatOnlyReadAreForRulesThatAskForThem(_ isReadOnly: Bool, _ state: RuleState, _ count: Int) async throws {
        try await harness.rule(
            pattern: #"{"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventSource":["kms.amazonaws.com"]}}"#,
            to: EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic), state: state)
        try await harness.record(isReadOnly: isReadOnly)
        try await harness.match()
        let waiting = try await harness.waiting()
        #expect(waiting.count == count)
        if let first = waiting.first { #expect(try JSON(parsing: first.event)["source"] == "aws.kms") }
    }

    @Test func callsThatNoTrailLogsAndCallsOfDeliveriesAreNotTold() async throws {
        try await harness.rule(
            pattern: #"{"account":[{"exists":true}]}"#,
            to: EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic))
        try await harness.record(isReadOnly: false, address: EventBridge.principal)
        harness.trails.stop()
        try await harness.record(isReadOnly: false)
        try await harness.match()
        #expect(try await harness.waiting().isEmpty)
    }

    @Test func anEventMatchesOnceWhateverIsReadTwice() async throws {
        try await harness.rule(to: EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic))
        try await harness.put()
        try await harness.match()
        try await harness.match()
        #expect(try await harness.waiting().count == 1)
    }

    @Test func aPatternCanBeTried() async throws {
        let event = #"{"id":"1","account":"1","source":"app","time":"t","region":"r","resources":[],"detail-type":"x"}"#
        let yes = TestEventPatternRequest(eventPattern: #"{"source":["app"]}"#, event: event)
        #expect(try await harness.call(EventBridgeOperations.testEventPattern, yes).result == true)
        let no = TestEventPatternRequest(eventPattern: #"{"source":["other"]}"#, event: event)
        #expect(try await harness.call(EventBridgeOperations.testEventPattern, no).result == false)
        let broken = TestEventPatternRequest(eventPattern: #"{"source":["app"]}"#, event: "{}")
        #expect(try await harness.refusal(EventBridgeOperations.testEventPattern, broken) == "ValidationException")
    }
}

extension EventBridgeHarness {
    /// Puts a call on record, as the pipeline does.
    func record(isReadOnly: Bool, address: String = "192.0.2.1") async throws {
        let record = AuditRecord(
            identity: .caller(.administrator()), time: time.now(), source: "kms.amazonaws.com", name: "Something",
            region: .standard, sourceAddress: address, userAgent: "test", eventID: "1", isReadOnly: isReadOnly,
            recipientAccount: .standard)
        let entry = JournalEntry(
            stream: AuditRecord.stream, account: .standard, region: .standard, time: time.now(), id: "1",
            body: record.encoded())
        try await store.append([entry], durability: .flushed)
    }
}
