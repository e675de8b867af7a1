import AWSProtocols
import Essentials
import SNSModel
import ServiceKit
import Store
import Testing

@testable import SNSService

struct SubscriptionTests {
    private static let stranger = Caller(
        kind: .anonymous, account: .standard, principalID: "anonymous", arn: "anonymous", accessKeyID: "")

    private func pending(_ sns: SNSHarness, _ topic: String) async throws -> SubscriptionRecord {
        try await sns.call(
            SNSOperations.subscribe,
            SubscribeInput(topicArn: topic, protocol: "http", endpoint: "http://hook.test/"))
        let region = RecordScope.region(.standard, .standard)
        let found = try await sns.store.read { try $0.query(SubscriptionRecord.self, in: region, limit: 1) }
        return try #require(found.records.first?.record)
    }

    @Test func tokenConfirmsForTwoDays() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        let record = try await pending(sns, topic)
        let token = try sns.sns.tokens.token(for: record, until: try #require(record.expiresAt))
        let input = ConfirmSubscriptionInput(topicArn: topic, token: token)
        sns.time.advance(by: .days(2))
        let error = try await sns.refusal(SNSOperations.confirmSubscription, input)
        #expect(error?.code(in: .query) == "InvalidParameter")
        sns.time.advance(by: .milliseconds(-1))
        try await sns.call(SNSOperations.confirmSubscription, input)
    }

    @Test func whatNobodyConfirmsIsForgotten() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        _ = try await pending(sns, topic)
        try await sns.deliver()
        sns.time.advance(by: .days(2))
        try await sns.runChores()
        let list = try await sns.call(SNSOperations.listSubscriptions, ListSubscriptionsInput())
        #expect(list.subscriptions?.isEmpty == true)
    }

    @Test func linkNeedsNoSignatureUnlessAskedFor() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        let arn = try await sns.subscribe(topic)
        try await sns.call(SNSOperations.unsubscribe, UnsubscribeInput(subscriptionArn: arn), as: Self.stranger)
        try await sns.deliver()
        let document = try JSON(parsing: try #require(await sns.endpoint.requests.first).body)
        #expect(document["Type"]?.string == "UnsubscribeConfirmation")
        let token = try #require(document["Token"]?.string)
        let confirmation = ConfirmSubscriptionInput(
            topicArn: topic, token: token, authenticateOnUnsubscribe: "true")
        try await sns.call(SNSOperations.confirmSubscription, confirmation)
        let error = try await sns.refusal(
            SNSOperations.unsubscribe, UnsubscribeInput(subscriptionArn: arn), as: Self.stranger)
        #expect(error?.kind == .framework(.accessDenied))
        try await sns.call(SNSOperations.unsubscribe, UnsubscribeInput(subscriptionArn: arn))
        await sns.endpoint.forget()
        try await sns.deliver()
        #expect(await sns.endpoint.requests.isEmpty)
    }

    @Test func endedSubscriptionCannotComeBackBesideANewOne() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        let arn = try await sns.subscribe(topic)
        try await sns.call(SNSOperations.unsubscribe, UnsubscribeInput(subscriptionArn: arn), as: Self.stranger)
        let ended = try #require(try sns.sns.find(SubscriptionARN(arn, in: nil)))
        try await sns.subscribe(topic)
        let token = try sns.sns.tokens.token(for: ended, until: sns.time.now() + .days(1))
        let error = try await sns.refusal(
            SNSOperations.confirmSubscription, ConfirmSubscriptionInput(topicArn: topic, token: token))
        #expect(error?.code(in: .query) == "NotFound")
    }

    @Test func filterPoliciesAreCounted() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        for number in 1...200 {
            try await sns.call(
                SNSOperations.subscribe,
                SubscribeInput(
                    topicArn: topic, protocol: "http", endpoint: "http://hook.test/\(number)",
                    attributes: ["FilterPolicy": #"{"a":["b"]}"#]))
        }
        let one = SubscribeInput(
            topicArn: topic, protocol: "http", endpoint: "http://hook.test/",
            attributes: ["FilterPolicy": #"{"a":["b"]}"#])
        #expect(try await sns.refusal(SNSOperations.subscribe, one)?.code(in: .query) == "FilterPolicyLimitExceeded")
    }

    @Test(arguments: [
        ("http://a.example", "a.example", nil as Int?, "/"), ("http://a.example:81?q=1", "a.example", 81, "/?q=1"),
        ("http://[::1]:8080/x#y", "::1", 8080, "/x"), ("https://a.example/p/?q", "a.example", nil, "/p/?q"),
    ]) func urlsAreTakenApart(text: String, host: String, port: Int?, target: String) throws {
        let url = try #require(EndpointURL(text))
        #expect(url.host == host && url.port == port && url.target == target)
    }

    @Test(arguments: [
        "http://", "ftp://a/", "a.example", "http://a:b/", "http://a:0/", "http://[::1/", "http://u:p@a/",
        "http://a b/",
        "http://a/\u{E4}",
    ]) func whatIsNoURLIsRefused(text: String) { #expect(EndpointURL(text) == nil) }

    @Test func mailIsTriedAgainUnlessItIsRefused() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        await sns.mailbox.fail(.unavailable(reason: "later"))
        await sns.mailbox.fail(.refused(reason: "never"))
        try await sns.call(
            SNSOperations.subscribe, SubscribeInput(topicArn: topic, protocol: "email", endpoint: "ops@example.com"))
        try await sns.deliver()
        #expect(await sns.mailbox.mails.count == 1)
        sns.time.advance(by: .seconds(10))
        try await sns.deliver()
        #expect(await sns.mailbox.mails.count == 2)
        #expect(try await sns.sns.deliveries.nextDue() == nil)
        #expect(await sns.mailbox.mails.last?.subject == "AWS Notification - Subscription Confirmation")
    }
}
