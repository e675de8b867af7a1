import Essentials
import LogsModel
import Testing

@testable import LogsService

@Suite struct PutLogEventsTests {
    static let hour = 3_600_000
    static let day = 24 * hour

    @Test func eventsAreReadBackAsTheyWereWritten() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        let answer = try await harness.put([(20, "one"), (10, "två 日本 \u{1}\n"), (10, "three")])
        #expect(answer.rejectedLogEventsInfo == nil)
        #expect(answer.nextSequenceToken != nil)
        let page = try await harness.call(
            LogsOperations.getLogEvents, GetLogEventsRequest(logStreamName: "s", logGroupName: "app"))
        #expect(page.events?.map(\.message) == ["one", "två 日本 \u{1}\n", "three"])
        #expect(page.events?.map(\.timestamp) == [harness.now - 20, harness.now - 10, harness.now - 10])
        #expect(page.events?.allSatisfy { $0.ingestionTime == harness.now } == true)
    }

    @Test func aBatchOutOfOrderIsRefused() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        let refusal = try await harness.refusal(LogsOperations.putLogEvents, Self.batch(harness, [10, 20]))
        #expect(
            refusal
                == Refusal(
                    code: "InvalidParameterException",
                    message: "Log events in a single PutLogEvents request must be in chronological order."))
    }

    @Test func aBatchOfMoreThanADayIsRefused() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        let refusal = try await harness.refusal(LogsOperations.putLogEvents, Self.batch(harness, [Self.day + 1, 0]))
        #expect(refusal?.code == "InvalidParameterException")
        #expect(try await harness.refusal(LogsOperations.putLogEvents, Self.batch(harness, [Self.day, 0])) == nil)
        // What is rejected anyhow does not count.
        #expect(
            try await harness.refusal(LogsOperations.putLogEvents, Self.batch(harness, [15 * Self.day, 0])) == nil)
    }

    @Test func aBatchLargerThanTheLimitIsRefused() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        let half = String(repeating: "x", count: 524_288 - 26)
        try await harness.put([(0, half), (0, half)])
        func input(_ messages: [String]) -> PutLogEventsRequest {
            PutLogEventsRequest(
                logGroupName: "app", logStreamName: "s",
                logEvents: messages.map { InputLogEvent(timestamp: harness.now, message: $0) })
        }
        let refusal = try await harness.refusal(LogsOperations.putLogEvents, input([half, half + "x"]))
        #expect(refusal?.message == "Upload too large: 1048577 bytes exceeds limit of 1048576")
        let large = try await harness.refusal(
            LogsOperations.putLogEvents, input([String(repeating: "x", count: 1_048_551)]))
        #expect(large?.message == "Log event too large: 1048577 bytes exceeds limit of 1048576")
    }

    @Test func eventsTooOldTooNewAndExpiredAreRejectedAndOthersTaken() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        let answer = try await harness.put([
            (15 * Self.day, "old"), (0, "taken"), (-2 * Self.hour, "just"), (-2 * Self.hour - 1, "new"),
        ])
        #expect(answer.rejectedLogEventsInfo?.tooOldLogEventEndIndex == 1)
        #expect(answer.rejectedLogEventsInfo?.tooNewLogEventStartIndex == 3)
        #expect(answer.rejectedLogEventsInfo?.expiredLogEventEndIndex == nil)
        #expect(try await harness.messages() == ["taken", "just"])
        try await harness.call(
            LogsOperations.putRetentionPolicy, PutRetentionPolicyRequest(logGroupName: "app", retentionInDays: 3))
        let expired = try await harness.put([(4 * Self.day, "expired"), (0, "also")])
        #expect(expired.rejectedLogEventsInfo?.expiredLogEventEndIndex == 1)
        #expect(expired.rejectedLogEventsInfo?.tooOldLogEventEndIndex == nil)
    }

    @Test func groupAndStreamMustExist() async throws {
        let harness = try LogsHarness()
        let missing = try await harness.refusal(LogsOperations.putLogEvents, Self.batch(harness, [0]))
        #expect(
            missing
                == Refusal(
                    code: "ResourceNotFoundException", message: "The specified log group does not exist."))
        try await harness.makeGroup()
        let stream = try await harness.refusal(LogsOperations.putLogEvents, Self.batch(harness, [0]))
        #expect(stream?.message == "The specified log stream does not exist.")
    }

    @Test func timesOfAStreamAndBytesOfItsGroupAreTold() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s", "empty")
        try await harness.put([(500, "12345"), (100, "1234567890")])
        try await harness.put([(900, "late")])
        let streams = try await harness.call(
            LogsOperations.describeLogStreams,
            DescribeLogStreamsRequest(logGroupName: "app", orderBy: .lastEventTime, descending: true)
        ).logStreams
        #expect(streams?.map(\.logStreamName) == ["s", "empty"])
        #expect(streams?.first?.firstEventTimestamp == harness.now - 900)
        #expect(streams?.first?.lastEventTimestamp == harness.now - 100)
        #expect(streams?.first?.lastIngestionTime == harness.now)
        #expect(streams?.last?.firstEventTimestamp == nil)
        #expect(try await harness.group()?.storedBytes == 3 * 26 + 19)
    }

    private static func batch(_ harness: LogsHarness, _ ago: [Int]) -> PutLogEventsRequest {
        PutLogEventsRequest(
            logGroupName: "app", logStreamName: "s",
            logEvents: ago.map { InputLogEvent(timestamp: harness.now - $0, message: "m") })
    }
}
