import AWSProtocols
import Essentials
import EventBridgeModel
import ServiceKit
import Store
import Testing

@testable import EventBridgeService

@Suite(.timeLimit(.minutes(2))) struct DeliveryTests {
    let harness: EventBridgeHarness

    init() throws { harness = try EventBridgeHarness() }

    private func topic(
        _ name: String = "topic", retry: RetryPolicy? = nil, deadLetter: String? = nil
    ) -> EventBridgeModel.Target {
        EventBridgeModel.Target(
            id: "t", arn: "arn:aws:sns:us-east-1:123456789012:\(name)",
            deadLetterConfig: deadLetter.map { DeadLetterConfig(arn: $0) }, retryPolicy: retry)
    }

    @Test func aMatchingEventReachesTheTopicAsTheRule() async throws {
        try await harness.rule(to: topic())
        try await harness.put()
        try await harness.put(source: "elsewhere")
        try await harness.match()
        #expect(try await harness.waiting().count == 1)
        let calls = try await harness.working { await harness.peers.next() }
        let message = try JSON(parsing: calls[0].text("Message") ?? "")
        #expect(calls[0].operation == "Publish")
        #expect(calls[0].text("TopicArn") == EventBridgeHarness.topic)
        #expect(calls[0].invoker.source == "arn:aws:events:us-east-1:123456789012:rule/rule")
        #expect(
            message.object?.names
                == ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"])
        #expect(message["detail"] == ["n": 1])
    }

    @Test func aLogStreamIsMadeWhereThereIsNone() async throws {
        let group = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/group:*"
        try await harness.rule(to: EventBridgeModel.Target(id: "t", arn: group))
        try await harness.put()
        try await harness.match()
        let calls = try await harness.working { await harness.peers.next(3) }
        #expect(calls.map(\.operation) == ["PutLogEvents", "CreateLogStream", "PutLogEvents"])
        #expect(calls[2].text("logGroupName") == "/aws/events/group")
    }

    @Test func aFailedDeliveryIsTriedAgainLaterAndLater() async throws {
        try await harness.rule(to: topic())
        harness.peers.fail(EventBridgeHarness.topic, with: .throttling)
        try await harness.put()
        try await harness.match()
        try await harness.working {
            _ = await harness.peers.next()
            harness.peers.fail(EventBridgeHarness.topic, with: nil)
            await harness.passTime(.seconds(2))
            _ = await harness.peers.next()
        }
    }

    @Test func whatIsGivenUpGoesToTheDeadLetterTopic() async throws {
        let letters = "arn:aws:sns:us-east-1:123456789012:letters"
        try await harness.rule(
            to: topic(retry: RetryPolicy(maximumRetryAttempts: 0), deadLetter: letters))
        harness.peers.fail(EventBridgeHarness.topic, with: .throttling)
        try await harness.put()
        try await harness.match()
        let calls = try await harness.working { await harness.peers.next(2) }
        #expect(calls[1].text("TopicArn") == letters)
        let attributes = try calls[1].input.structureMap("MessageAttributes") as [String: Attribute]?
        #expect(attributes?["ERROR_CODE"]?.value == "RETRY_ATTEMPTS_EXHAUSTED")
        #expect(attributes?["TARGET_ARN"]?.value == EventBridgeHarness.topic)
    }

    private struct Attribute: ModelStructure {
        let value: String?
        init(_ structure: Structure) throws(AWSError) { value = try structure.string("StringValue") }
        var structure: Structure { Structure() }
    }

    @Test func aDenialIsNotTriedAgain() async throws {
        try await harness.rule(to: topic())
        harness.peers.fail(EventBridgeHarness.topic, with: AWSError(code: "AuthorizationError", "no"))
        try await harness.put()
        try await harness.match()
        try await harness.working {
            _ = await harness.peers.next()
            await harness.settled()
        }
        #expect(try await harness.waiting().isEmpty)
        #expect(harness.metrics.prometheusText().contains(#"work="events.delivery",outcome="lost"} 1"#))
    }

    @Test func aTargetThatHangsKeepsNoOtherWaiting() async throws {
        let hanging = "arn:aws:sns:us-east-1:123456789012:hanging"
        harness.peers.hang(hanging)
        try await harness.rule("a", to: topic("hanging"))
        try await harness.rule("b", to: topic())
        for _ in 0..<20 { try await harness.put() }
        try await harness.match()
        let calls = try await harness.working { await harness.peers.next(21) }
        #expect(calls.count { $0.text("TopicArn") == EventBridgeHarness.topic } == 20)
    }

    @Test func whatWasUnderWayIsDeliveredAgainAfterARestart() async throws {
        harness.peers.hang(EventBridgeHarness.topic)
        try await harness.rule(to: topic())
        try await harness.put()
        try await harness.match()
        _ = try await harness.working { await harness.peers.next() }
        #expect(try await harness.waiting().count == 1)
    }

    @Test func anEventGoesToASecondBusAndNoFurther() async throws {
        for name in ["second", "third"] {
            try await harness.call(EventBridgeOperations.createEventBus, CreateEventBusRequest(name: name))
        }
        func bus(_ name: String) -> EventBridgeModel.Target {
            EventBridgeModel.Target(id: "t", arn: "arn:aws:events:us-east-1:123456789012:event-bus/\(name)")
        }
        try await harness.rule("on", to: bus("second"))
        try await harness.rule("on", bus: "second", to: bus("third"))
        try await harness.rule("seen", bus: "second", to: topic())
        try await harness.put()
        try await harness.match()
        try await harness.working {
            let first = await harness.peers.next()
            #expect(first[0].operation == "PutEvents")
            await harness.settled()
            try await harness.match()
            let second = await harness.peers.next()
            #expect(second[0].operation == "Publish")
            await harness.settled()
        }
        #expect(try await harness.waiting().isEmpty)
        #expect(harness.metrics.prometheusText().contains(#"outcome="obsolete"} 1"#))
    }

    @Test func aRuleThatWasDeletedGetsNothingMore() async throws {
        try await harness.rule(to: topic())
        try await harness.put()
        try await harness.match()
        try await harness.call(
            EventBridgeOperations.removeTargets, RemoveTargetsRequest(rule: "rule", ids: ["t"]))
        try await harness.working { await harness.settled() }
        #expect(try await harness.waiting().isEmpty)
    }
}

extension EventBridgeHarness {
    /// Returns once no delivery is due any more.
    func settled() async {
        let (commits, continuation) = AsyncStream.makeStream(of: Void.self)
        let observation = store.observe { _ in continuation.yield() }
        continuation.yield()
        for await _ in commits {
            let now = time.now()
            if let waiting = try? await waiting(), waiting.allSatisfy({ $0.due > now }) { break }
        }
        withExtendedLifetime(observation) {}
    }

    /// Moves the clock once everything that was due is done.
    func passTime(_ span: TimeSpan) async {
        await settled()
        time.advance(by: span)
        // Whoever sees the new time by a commit is woken as by the clock.
        try? await store.write { _ in }
    }
}
