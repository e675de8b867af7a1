import Essentials
import LogsModel
import Testing

@testable import LogsService

@Suite struct FilterLogEventsTests {
    /// Three streams whose events lie between each other's.
    private func filled() async throws -> LogsHarness {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "web-1", "web-2", "db")
        try await harness.put(
            (0..<20).map { (200 - $0 * 10, $0 % 3 == 0 ? "ERROR \($0)" : "fine \($0)") }, into: "web-1")
        try await harness.put((0..<20).map { (203 - $0 * 10, "ERROR \($0)") }, into: "web-2")
        try await harness.put([(100, "ERROR x"), (1, "fine x")], into: "db")
        return harness
    }

    @Test func eventsOfAllStreamsComeInOrderOfTime() async throws {
        let harness = try await filled()
        let events = try await harness.filter()
        #expect(events.count == 42)
        #expect(zip(events, events.dropFirst()).allSatisfy { ($0.timestamp ?? 0) <= ($1.timestamp ?? 0) })
        #expect(Set(events.compactMap(\.eventId)).count == 42)
        #expect(events.allSatisfy { $0.eventId?.count == 56 && $0.ingestionTime == harness.now })
    }

    @Test func aPatternChoosesEvents() async throws {
        let harness = try await filled()
        let events = try await harness.filter("ERROR")
        #expect(events.count == 7 + 20 + 1)
        #expect(events.allSatisfy { $0.message?.hasPrefix("ERROR") == true })
        let refusal = try await harness.refusal(
            LogsOperations.filterLogEvents, FilterLogEventsRequest(logGroupName: "app", filterPattern: "{ $.a }"))
        #expect(refusal == Refusal(code: "InvalidParameterException", message: "Invalid filter pattern"))
    }

    @Test func streamsAreChosenByNameOrByPrefix() async throws {
        let harness = try await filled()
        #expect(try await harness.filter(streams: ["db", "web-2"]).count == 22)
        #expect(try await harness.filter(prefix: "web-").count == 40)
        #expect(try await harness.filter(prefix: "none").isEmpty)
        let missing = try await harness.refusal(
            LogsOperations.filterLogEvents, FilterLogEventsRequest(logGroupName: "app", logStreamNames: ["none"]))
        #expect(missing?.code == "ResourceNotFoundException")
        let both = try await harness.refusal(
            LogsOperations.filterLogEvents,
            FilterLogEventsRequest(logGroupName: "app", logStreamNames: ["db"], logStreamNamePrefix: "d"))
        #expect(both?.code == "InvalidParameterException")
    }

    @Test(arguments: [1, 3, 7, 100])
    func pagesOfAnySizeGiveWhatOneGives(_ limit: Int) async throws {
        let harness = try await filled()
        let whole = try await harness.filter("ERROR").map(\.eventId)
        #expect(try await harness.filter("ERROR", limit: limit).map(\.eventId) == whole)
        let some = try await harness.filter("ERROR", streams: ["db", "web-1"]).map(\.eventId)
        #expect(try await harness.filter("ERROR", streams: ["db", "web-1"], limit: limit).map(\.eventId) == some)
    }

    @Test func manyStreamsOfAPrefixAreReadAsFewAre() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "z")
        try await harness.put([(5, "not this")], into: "z")
        for index in 0..<(StreamSelection.mostLanes + 5) {
            try await harness.call(
                LogsOperations.createLogStream,
                CreateLogStreamRequest(logGroupName: "app", logStreamName: "p\(index)"))
            try await harness.put([(index, "m")], into: "p\(index)")
        }
        let events = try await harness.filter(prefix: "p", limit: 10)
        #expect(events.count == StreamSelection.mostLanes + 5)
        #expect(events.first?.logStreamName == "p\(StreamSelection.mostLanes + 4)")
    }

    @Test func lanesAreMergedInOrderWhereOneHasFarMoreThanAPage() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "many", "few")
        try await harness.put((0..<3000).map { (3000 - $0, "many") }, into: "many")
        try await harness.put([(2999, "few"), (2, "few")], into: "few")
        let events = try await harness.filter(streams: ["few", "many"])
        #expect(events.count == 3002)
        #expect(zip(events, events.dropFirst()).allSatisfy { ($0.timestamp ?? 0) <= ($1.timestamp ?? 0) })
    }

    @Test func aTokenIsOfUseToItsOwnSearchAlone() async throws {
        let harness = try await filled()
        let first = try await harness.call(
            LogsOperations.filterLogEvents,
            FilterLogEventsRequest(logGroupName: "app", filterPattern: "ERROR", limit: 2))
        let refusal = try await harness.refusal(
            LogsOperations.filterLogEvents,
            FilterLogEventsRequest(logGroupName: "app", filterPattern: "fine", nextToken: first.nextToken, limit: 2))
        #expect(refusal?.message == "The specified nextToken is invalid.")
    }
}
