import Essentials
import SNSModel
import ServiceKit
import Store
import Testing

@testable import SNSService

struct DeliveryTests {
    private static func policy(_ text: String) -> [String: String] {
        ["DeliveryPolicy": #"{"healthyRetryPolicy":\#(text)}"#]
    }

    @Test func failedDeliveryIsTriedAgainWhenThePolicySays() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        try await sns.subscribe(topic)
        await sns.endpoint.answer(500, 429, 0)
        try await sns.publish("m", to: topic)
        try await sns.deliver()
        #expect(await sns.endpoint.requests.count == 1)
        for attempts in 2...4 {
            sns.time.advance(by: .milliseconds(19_999))
            try await sns.deliver()
            #expect(await sns.endpoint.requests.count == attempts - 1)
            sns.time.advance(by: .milliseconds(1))
            try await sns.deliver()
            #expect(await sns.endpoint.requests.count == attempts)
        }
        #expect(try await sns.sns.deliveries.nextDue() == nil)
    }

    @Test func deliveryIsGivenUpWhenThePolicyIsExhausted() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        try await sns.subscribe(
            topic, "http://hook.test/", "http", Self.policy(#"{"numRetries":2,"numNoDelayRetries":2}"#))
        await sns.endpoint.answer(500, 500, 500)
        try await sns.publish("m", to: topic)
        try await sns.deliver()
        #expect(await sns.endpoint.requests.count == 3)
        #expect(try await sns.sns.deliveries.nextDue() == nil)
    }

    @Test(arguments: [301, 400, 403, 404, 410]) func refusalOfTheEndpointIsFinal(status: Int) async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        try await sns.subscribe(topic)
        await sns.endpoint.answer(status)
        try await sns.publish("m", to: topic)
        try await sns.deliver()
        sns.time.advance(by: .hours(1))
        try await sns.deliver()
        #expect(await sns.endpoint.requests.count == 1)
    }

    @Test func endpointThatHangsHoldsUpNobodyElse() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        try await sns.subscribe(topic, "http://dead.test/")
        try await sns.subscribe(topic, "http://hook.test/")
        await sns.endpoint.hang("dead.test")
        for number in 1...20 { try await sns.publish("\(number)", to: topic) }
        let follower = JournalFollower(
            try #require(sns.sns.journalConsumers.first), store: sns.store, time: sns.time, logger: .init(label: "test")
        )
        await follower.catchUp()
        try await sns.sns.deliveries.perform(at: sns.time.now())
        while await sns.endpoint.requests.filter({ $0.host == "hook.test" }).count < 20 { await Task.yield() }
        #expect(await sns.endpoint.requests.filter { $0.host == "dead.test" }.count == 8)
        await sns.endpoint.letGo("dead.test")
        while await sns.endpoint.requests.filter({ $0.host == "dead.test" }).count < 20 { await Task.yield() }
    }

    @Test func groupComesInOrderWhateverFails() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic("orders.fifo", ["FifoTopic": "true"])
        try await sns.subscribe(
            topic, "http://hook.test/", "http", Self.policy(#"{"numRetries":3,"numNoDelayRetries":3}"#))
        await sns.endpoint.answer(500, 500)
        for number in 1...5 { try await sns.publish("\(number)", to: topic, group: "g", id: "id\(number)") }
        try await sns.deliver()
        #expect(try await sns.messages() == ["1", "1", "1", "2", "3", "4", "5"])
    }

    @Test func otherGroupsDoNotWait() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic("orders.fifo", ["FifoTopic": "true"])
        try await sns.subscribe(topic)
        await sns.endpoint.answer(500)
        try await sns.publish("a1", to: topic, group: "a", id: "1")
        try await sns.deliver()
        try await sns.publish("a2", to: topic, group: "a", id: "2")
        try await sns.publish("b1", to: topic, group: "b", id: "3")
        try await sns.deliver()
        #expect(try await sns.messages() == ["a1", "b1"])
        sns.time.advance(by: .seconds(20))
        try await sns.deliver()
        #expect(try await sns.messages() == ["a1", "b1", "a1", "a2"])
    }

    @Test func rateOfASubscriptionIsKept() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        try await sns.subscribe(
            topic, "http://hook.test/", "http", ["DeliveryPolicy": #"{"throttlePolicy":{"maxReceivesPerSecond":2}}"#])
        // The question counts too.
        sns.time.advance(by: .seconds(1))
        for number in 1...4 { try await sns.publish("\(number)", to: topic) }
        try await sns.deliver()
        #expect(await sns.endpoint.requests.count == 1)
        sns.time.advance(by: .milliseconds(500))
        try await sns.deliver()
        #expect(await sns.endpoint.requests.count == 2)
        sns.time.advance(by: .milliseconds(500))
        try await sns.deliver()
        #expect(await sns.endpoint.requests.count == 3)
    }

    @Test func outboxForgetsWhatEverybodyHas() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        try await sns.subscribe(topic)
        await sns.endpoint.answer(500)
        try await sns.publish("late", to: topic)
        try await sns.publish("soon", to: topic)
        try await sns.deliver()
        sns.time.advance(by: .minutes(1))
        try await sns.sns.chores[1].perform(at: sns.time.now())
        func left() async throws -> Int {
            try await sns.store.read { try $0.journal(OutboxMessage.stream, after: 0, limit: 10).count }
        }
        #expect(try await left() == 2)
        try await sns.deliver()
        try await sns.sns.chores[1].perform(at: sns.time.now())
        #expect(try await left() == 0)
    }

    @Test func deliveryOfADeletedTopicIsDropped() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        try await sns.subscribe(topic)
        await sns.endpoint.answer(500)
        try await sns.publish("m", to: topic)
        try await sns.deliver()
        try await sns.call(SNSOperations.deleteTopic, DeleteTopicInput(topicArn: topic))
        sns.time.advance(by: .seconds(20))
        try await sns.deliver()
        #expect(await sns.endpoint.requests.count == 1)
        #expect(try await sns.sns.deliveries.nextDue() == nil)
    }
}

struct RetryPolicyTests {
    private func delays(_ policy: RetryPolicy) -> [Int64] {
        (1...).lazy.map { policy.delay(beforeRetry: $0) }.prefix { $0 != nil }.compactMap { $0?.milliseconds }
    }

    @Test func phasesFollowEachOther() {
        let policy = RetryPolicy(
            minimumDelay: 1, maximumDelay: 60, retries: 12, immediateRetries: 3, minimumDelayRetries: 2,
            maximumDelayRetries: 2, backoff: .exponential)
        #expect(delays(policy) == [0, 0, 0, 1000, 1000, 1000, 2000, 4000, 8000, 16_000, 60_000, 60_000])
    }

    @Test(arguments: RetryPolicy.BackoffFunction.allCases)
    func backoffGrowsFromTheLeastToTheGreatest(function: RetryPolicy.BackoffFunction) throws {
        let policy = RetryPolicy(minimumDelay: 5, maximumDelay: 260, retries: 10, backoff: function)
        let delays = delays(policy)
        #expect(delays.first == 5000 && delays == delays.sorted() && delays.count == 10)
        #expect(try #require(delays.last) == 260_000)
    }

    @Test func mailIsTriedForSixHours() {
        #expect(delays(.mail).count == 50)
        #expect(RetryPolicy.mail.total > .hours(6))
    }

    @Test func policyWithoutRetriesHasNone() { #expect(delays(RetryPolicy(retries: 0)).isEmpty) }

    @Test(arguments: [
        #"{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":0}}}"#,
        #"{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":30,"maxDelayTarget":20}}}"#,
        #"{"http":{"defaultHealthyRetryPolicy":{"numRetries":101}}}"#,
        #"{"http":{"defaultHealthyRetryPolicy":{"numRetries":1,"numNoDelayRetries":2}}}"#,
        #"{"http":{"defaultHealthyRetryPolicy":{"numRetries":100,"minDelayTarget":60,"maxDelayTarget":60}}}"#,
        #"{"http":{"defaultHealthyRetryPolicy":{"backoffFunction":"square"}}}"#,
        #"{"http":{"defaultThrottlePolicy":{"maxReceivesPerSecond":0}}}"#,
        #"{"http":{"defaultRequestPolicy":{"headerContentType":"text/html"}}}"#, "{}", "[]", "x",
    ]) func policyOutsideTheConstraintsIsRefused(text: String) async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        let input = SetTopicAttributesInput(topicArn: topic, attributeName: "DeliveryPolicy", attributeValue: text)
        let error = try await sns.refusal(SNSOperations.setTopicAttributes, input)
        #expect(error?.code(in: .query) == "InvalidParameter")
        #expect(error?.message?.hasPrefix("Invalid parameter: DeliveryPolicy: ") == true)
    }
}
