import Compression
import Essentials
import LogsModel
import ServiceKit
import Store
import Testing

@testable import LogsService

@Suite struct SubscriptionTests {
    private func subscribed(key: String? = nil, pattern: String = "ERROR") async throws -> LogsHarness {
        let harness = try LogsHarness()
        try await harness.makeGroup(key: key, streams: "s")
        #expect(try await subscribe("f", pattern, in: harness) == nil)
        return harness
    }

    private func subscribe(
        _ name: String, _ pattern: String = "", to destination: String = FakeCalls.topic, role: String? = nil,
        in harness: LogsHarness
    ) async throws -> Refusal? {
        try await harness.refusal(
            LogsOperations.putSubscriptionFilter,
            PutSubscriptionFilterRequest(
                logGroupName: "app", filterName: name, filterPattern: pattern, destinationArn: destination,
                roleArn: role))
    }

    private func published(_ harness: LogsHarness) throws -> [JSON] {
        try harness.calls.state.withLock { $0.published }.map { message in
            let data = try #require(try JSON(parsing: message)["awslogs"]?["data"]?.string)
            return try JSON(parsing: try Gzip.decompress(try #require(Base64.decode(data)), limit: 1 << 24))
        }
    }

    @Test func matchingEventsAreDeliveredAsFunctionsGetThem() async throws {
        let harness = try await subscribed()
        try await harness.put([(2, "ERROR one"), (1, "fine"), (0, "ERROR two")])
        _ = try await harness.deliver()
        let messages = try published(harness)
        #expect(messages.map { $0["messageType"]?.string } == ["CONTROL_MESSAGE", "DATA_MESSAGE"])
        let data = try #require(messages.last)
        #expect(data["owner"]?.string == "123456789012")
        #expect(data["logGroup"]?.string == "app")
        #expect(data["logStream"]?.string == "s")
        #expect(data["subscriptionFilters"] == .array([.string("f")]))
        let events = try #require(data["logEvents"]?.array)
        #expect(events.map { $0["message"]?.string } == ["ERROR one", "ERROR two"])
        let filtered = try await harness.filter("ERROR")
        #expect(events.map { $0["id"]?.string } == filtered.map(\.eventId))
        #expect(events.map { $0["timestamp"]?.integer } == filtered.map { $0.timestamp.map(Int64.init) })
    }

    @Test func aTopicThatIsGoneGetsItsEventsOnceItIsBack() async throws {
        let harness = try await subscribed()
        harness.calls.state.withLock { $0.isTopicThere = false }
        try await harness.put([(0, "ERROR")])
        let sequence = try await harness.deliver()
        #expect(try published(harness).count == 1)
        harness.time.advance(by: .seconds(1))
        try await harness.runChores()
        harness.calls.state.withLock { $0.isTopicThere = true }
        try await harness.runChores()
        #expect(try published(harness).count == 1)
        harness.time.advance(by: .seconds(2))
        try await harness.runChores()
        #expect(try published(harness).count == 2)
        _ = try await harness.deliver(after: sequence)
        harness.time.advance(by: .hours(2))
        try await harness.runChores()
        #expect(try published(harness).count == 2)
    }

    @Test func deliveryIsGivenUpAfterADay() async throws {
        let harness = try await subscribed()
        harness.calls.state.withLock { $0.isTopicThere = false }
        try await harness.put([(0, "ERROR")])
        _ = try await harness.deliver()
        for _ in 0..<30 {
            harness.time.advance(by: .hours(1))
            try await harness.runChores()
        }
        let left = try await harness.store.read { try $0.count(DeliveryRecord.self, in: .everywhere) }
        #expect(left == 0)
    }

    @Test func theOutboxHoldsNothingOfSealedEvents() async throws {
        let harness = try await subscribed(key: FakeCalls.key)
        try await harness.put([(0, "ERROR of a secret kind")])
        let entries = try await harness.store.read { try $0.journal(PendingDelivery.stream, after: 0, limit: 10) }
        #expect(entries.count == 1)
        for entry in entries { #expect(!String(decoding: entry.entry.body, as: UTF8.self).contains("secret")) }
        _ = try await harness.deliver()
        #expect(try published(harness).last?["logEvents"]?.array?.first?["message"]?.string == "ERROR of a secret kind")
    }

    @Test func aBatchTooLargeForOneMessageIsSplit() async throws {
        let harness = try await subscribed(pattern: "")
        // Random text, which hardly shrinks.
        let messages = (0..<8).map { _ in Hex.encode(SystemRandom().bytes(50_000)) }
        try await harness.put(messages.map { (0, $0) })
        _ = try await harness.deliver()
        let data = try published(harness).dropFirst()
        #expect(data.count > 1)
        #expect(data.flatMap { $0["logEvents"]?.array ?? [] }.map { $0["message"]?.string } == messages)
        let sizes = harness.calls.state.withLock { $0.published.map(\.utf8.count) }
        #expect(sizes.allSatisfy { $0 <= SubscriptionMessage.maximumSize })
    }

    @Test(arguments: [
        (
            "arn:aws:kinesis:us-east-1:123456789012:stream/s",
            "Could not deliver test message to specified Kinesis stream."
        ),
        ("arn:aws:firehose:us-east-1:123456789012:deliverystream/s", "Could not deliver test message"),
        ("arn:aws:lambda:us-east-1:123456789012:function:f", "Could not execute the lambda function."),
        ("arn:aws:sqs:us-east-1:123456789012:q", "PutSubscriptionFilter operation cannot work"),
        ("x", "destinationArn"),
    ])
    func otherDestinationsAreRefused(_ destination: String, _ message: String) async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        let refusal = try await subscribe("f", to: destination, in: harness)
        #expect(refusal?.code == "InvalidParameterException")
        #expect(refusal?.message.hasPrefix(message) == true)
    }

    @Test func aTopicThatCannotBeReachedIsRefused() async throws {
        let harness = try LogsHarness()
        try await harness.makeGroup(streams: "s")
        harness.calls.state.withLock { $0.isTopicThere = false }
        #expect(try await subscribe("f", in: harness)?.code == "InvalidParameterException")
    }

    @Test func aGroupHasTwoFiltersAndARoleMustBePassed() async throws {
        let harness = try await subscribed()
        let role = "arn:aws:iam::123456789012:role/logs"
        #expect(try await subscribe("g", role: role, in: harness) == nil)
        #expect(try await subscribe("h", in: harness)?.code == "LimitExceededException")
        #expect(try await subscribe("g", "other", in: harness) == nil)
        let checks = try await harness.checks(
            of: LogsOperations.putSubscriptionFilter,
            PutSubscriptionFilterRequest(
                logGroupName: "app", filterName: "g", filterPattern: "", destinationArn: FakeCalls.topic,
                roleArn: role))
        #expect(checks.last?.action.description == "iam:PassRole")
        #expect(checks.last?.resource == role)
        let filters = try await harness.call(
            LogsOperations.describeSubscriptionFilters, DescribeSubscriptionFiltersRequest(logGroupName: "app"))
        #expect(filters.subscriptionFilters?.map(\.filterName) == ["f", "g"])
        #expect(filters.subscriptionFilters?.first?.distribution == .byLogStream)
    }
}
