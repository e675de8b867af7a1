import Essentials
import LogsModel
import Testing

@testable import LogsService

@Suite struct GetLogEventsTests {
    private func get(
        _ harness: LogsHarness, token: String? = nil, limit: Int? = nil, fromHead: Bool? = nil, from start: Int? = nil,
        to end: Int? = nil
    ) async throws -> GetLogEventsResponse {
        try await harness.call(
            LogsOperations.getLogEvents,
            GetLogEventsRequest(
                logStreamName: "s", logGroupName: "app", startTime: start, endTime: end, nextToken: token, limit: limit,
                startFromHead: fromHead))
    }

    /// A stream with the events 0 to 9, of which several have one time.
    private func filled() async throws -> LogsHarness {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s", "other")
        try await harness.put([(999, "stranger")], into: "other")
        try await harness.put((0..<10).map { (100 - $0 / 2, "\($0)") })
        return harness
    }

    @Test func tokensLeadForwardAndStayTheSameAtTheEnd() async throws {
        let harness = try await filled()
        var page = try await get(harness, limit: 3, fromHead: true)
        var seen: [String] = []
        while page.events?.isEmpty == false {
            seen += page.events?.compactMap(\.message) ?? []
            page = try await get(harness, token: page.nextForwardToken, limit: 3, fromHead: true)
        }
        #expect(seen == (0..<10).map(String.init))
        let again = try await get(harness, token: page.nextForwardToken, limit: 3)
        #expect(again.nextForwardToken == page.nextForwardToken)
        try await harness.put([(0, "later")])
        let more = try await get(harness, token: page.nextForwardToken)
        #expect(more.events?.map(\.message) == ["later"])
        #expect(more.nextForwardToken != page.nextForwardToken)
    }

    @Test func tokensLeadBackwardAndStayTheSameAtTheBeginning() async throws {
        let harness = try await filled()
        var page = try await get(harness, limit: 4)
        #expect(page.events?.map(\.message) == ["6", "7", "8", "9"])
        var seen: [String] = []
        while page.events?.isEmpty == false {
            seen = (page.events?.compactMap(\.message) ?? []) + seen
            page = try await get(harness, token: page.nextBackwardToken, limit: 4)
        }
        #expect(seen == (0..<10).map(String.init))
        let again = try await get(harness, token: page.nextBackwardToken, limit: 4)
        #expect(again.nextBackwardToken == page.nextBackwardToken)
        // And the way back leads to where it came from.
        let forward = try await get(harness, token: page.nextForwardToken, limit: 4)
        #expect(forward.events?.first?.message == "0")
    }

    @Test func theSpanBeginsWithItsStartAndEndsBeforeItsEnd() async throws {
        let harness = try await filled()
        let page = try await get(harness, from: harness.now - 99, to: harness.now - 97)
        #expect(page.events?.map(\.message) == ["2", "3", "4", "5"])
        let none = try await get(harness, from: harness.now, to: harness.now - 97)
        #expect(none.events?.isEmpty == true)
        #expect(none.nextForwardToken != nil)
        #expect(try await get(harness, to: 0).events?.isEmpty == true)
    }

    @Test func aPageHoldsAMebibyteAtMost() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        let message = String(repeating: "x", count: 300_000)
        for _ in 0..<5 { try await harness.put([(0, message)]) }
        let page = try await get(harness, fromHead: true)
        #expect(page.events?.count == 3)
        let rest = try await get(harness, token: page.nextForwardToken)
        #expect(rest.events?.count == 2)
    }

    @Test(arguments: [
        "x", "f//s", "f/1/s", "g/\(String(repeating: "0", count: 56))/s", "f/\(String(repeating: "9", count: 56))/s",
    ])
    func otherTextsAreNoTokens(_ token: String) async throws {
        let harness = try await filled()
        let refusal = try await harness.refusal(
            LogsOperations.getLogEvents,
            GetLogEventsRequest(logStreamName: "s", logGroupName: "app", nextToken: token))
        #expect(
            refusal == Refusal(code: "InvalidParameterException", message: "The specified nextToken is invalid."))
    }

    @Test func aGroupIsNamedOnceByNameOrByARN() async throws {
        let harness = try await filled()
        let arn = "arn:aws:logs:us-east-1:123456789012:log-group:app"
        for identifier in ["app", arn, arn + ":*"] {
            let page = try await harness.call(
                LogsOperations.getLogEvents,
                GetLogEventsRequest(logStreamName: "s", logGroupIdentifier: identifier))
            #expect(page.events?.count == 10)
        }
        for (name, identifier) in [("app", "app"), (nil, nil)] as [(String?, String?)] {
            let refusal = try await harness.refusal(
                LogsOperations.getLogEvents,
                GetLogEventsRequest(logStreamName: "s", logGroupName: name, logGroupIdentifier: identifier))
            #expect(refusal?.code == "InvalidParameterException")
        }
    }
}
