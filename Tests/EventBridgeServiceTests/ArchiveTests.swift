import AWSProtocols
import Essentials
import EventBridgeModel
import Store
import Testing

@testable import EventBridgeService

@Suite(.timeLimit(.minutes(2))) struct ArchiveTests {
    let harness: EventBridgeHarness
    private let bus = "arn:aws:events:us-east-1:123456789012:event-bus/default"

    init() throws { harness = try EventBridgeHarness() }

    private func archive(_ pattern: String? = nil, days: Int? = nil) async throws {
        try await harness.call(
            EventBridgeOperations.createArchive,
            CreateArchiveRequest(
                archiveName: "kept", eventSourceArn: bus, eventPattern: pattern, retentionDays: days))
    }

    private func describe() async throws -> DescribeArchiveResponse {
        try await harness.call(EventBridgeOperations.describeArchive, DescribeArchiveRequest(archiveName: "kept"))
    }

    @Test func anArchiveKeepsWhatItsPatternMatches() async throws {
        try await archive(#"{"source":["app"]}"#)
        for _ in 0..<3 { try await harness.put() }
        try await harness.put(source: "other")
        try await harness.match()
        let described = try await describe()
        #expect(described.eventCount == 3)
        #expect(described.sizeBytes ?? 0 > 3 * 150)
    }

    @Test func itsRuleIsThereAndManaged() async throws {
        try await archive()
        let rule = DescribeRuleRequest(name: "Events-Archive-kept")
        #expect(try await harness.call(EventBridgeOperations.describeRule, rule).managedBy != nil)
        for refusal in [
            try await harness.refusal(
                EventBridgeOperations.disableRule, DisableRuleRequest(name: "Events-Archive-kept")),
            try await harness.refusal(
                EventBridgeOperations.putRule, PutRuleRequest(name: "Events-Archive-kept", eventPattern: #"{"a":[1]}"#)),
            try await harness.refusal(
                EventBridgeOperations.deleteRule, DeleteRuleRequest(name: "Events-Archive-kept")),
        ] { #expect(refusal == "ManagedRuleException") }
        try await harness.call(EventBridgeOperations.deleteArchive, DeleteArchiveRequest(archiveName: "kept"))
        #expect(try await harness.refusal(EventBridgeOperations.describeRule, rule) == "ResourceNotFoundException")
    }

    @Test func whatIsKeptLongEnoughIsForgotten() async throws {
        try await archive(days: 1)
        try await harness.put()
        try await harness.match()
        harness.time.advance(by: .hours(20))
        try await harness.put()
        try await harness.match()
        #expect(try await describe().eventCount == 2)
        harness.time.advance(by: .hours(6))
        try await harness.runChores()
        #expect(try await describe().eventCount == 1)
        harness.time.advance(by: .hours(48))
        try await harness.runChores()
        let described = try await describe()
        #expect(described.eventCount == 0)
        #expect(described.sizeBytes == 0)
    }

    @Test func aReplayGoesToTheRulesItNamesAndIsNotKeptAgain() async throws {
        try await archive()
        for name in ["one", "two"] {
            try await harness.rule(name, to: EventBridgeModel.Target(id: "t", arn: EventBridgeHarness.topic))
        }
        let start = harness.time.now()
        for _ in 0..<250 { try await harness.put() }
        try await harness.match()
        let before = try await harness.waiting().count
        try await replay(from: start)
        while try await harness.replays.advanceAll() {}
        try await harness.match()
        let waiting = try await harness.waiting().filter { $0.event.contains(#""replay-name":"again""#) }
        #expect(before == 500)
        #expect(waiting.count == 250)
        #expect(Set(waiting.map(\.rule)) == ["one"])
        #expect(try await describe().eventCount == 250)
        let described = try await harness.call(
            EventBridgeOperations.describeReplay, DescribeReplayRequest(replayName: "again"))
        #expect(described.state == .completed)
        #expect(described.eventLastReplayedTime == start)
    }

    private func replay(from start: Timestamp) async throws {
        try await harness.call(
            EventBridgeOperations.startReplay,
            StartReplayRequest(
                replayName: "again", eventSourceArn: "arn:aws:events:us-east-1:123456789012:archive/kept",
                eventStartTime: start, eventEndTime: start + .hours(1),
                destination: ReplayDestination(
                    arn: bus, filterArns: ["arn:aws:events:us-east-1:123456789012:rule/one"])))
    }

    @Test func aReplayCanBeCancelled() async throws {
        try await archive()
        for _ in 0..<250 { try await harness.put() }
        try await harness.match()
        try await replay(from: harness.time.now())
        #expect(try await harness.replays.advanceAll())
        let answer = try await harness.call(
            EventBridgeOperations.cancelReplay, CancelReplayRequest(replayName: "again"))
        #expect(answer.state == .cancelling)
        while try await harness.replays.advanceAll() {}
        let input = DescribeReplayRequest(replayName: "again")
        #expect(try await harness.call(EventBridgeOperations.describeReplay, input).state == .cancelled)
        #expect(
            try await harness.refusal(
                EventBridgeOperations.cancelReplay, CancelReplayRequest(replayName: "again"))
                == "IllegalStatusException")
    }
}

extension EventBridgeHarness {
    var replays: ReplayWork { ReplayWork(store: store, time: time, random: SystemRandom()) }
}
