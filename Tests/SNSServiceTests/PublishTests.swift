import AWSProtocols
import Essentials
import SNSModel
import ServiceKit
import Testing

@testable import SNSService

struct PublishTests {
    @Test func subscriberGetsASignedNotification() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        let subscription = try await sns.subscribe(topic)
        let id = try await sns.call(
            SNSOperations.publish, PublishInput(message: "hello", topicArn: topic, subject: "greeting")
        ).messageId
        try await sns.deliver()
        let request = try #require(await sns.endpoint.requests.first)
        let document = try JSON(parsing: request.body)
        #expect(document["Type"]?.string == "Notification")
        #expect(document["MessageId"]?.string == id)
        #expect(document["Subject"]?.string == "greeting")
        #expect(document["SignatureVersion"]?.string == "1")
        #expect(request.headers.contains { $0 == ("x-amz-sns-subscription-arn", subscription) })
        let path = try #require(document["SigningCertURL"]?.string).replacing("http://sns.test", with: "")
        #expect(try sns.sns.signingCertificate(at: path)?.hasPrefix("-----BEGIN CERTIFICATE-----\n") == true)
        #expect(
            try sns.sns.signingCertificate(at: "/SimpleNotificationService-\(String(repeating: "0", count: 32)).pem")
                == nil)
    }

    @Test func nobodyIsToldBeforeTheyConfirm() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        try await sns.call(
            SNSOperations.subscribe,
            SubscribeInput(topicArn: topic, protocol: "http", endpoint: "http://hook.test/"))
        try await sns.publish("secret", to: topic)
        try await sns.deliver()
        #expect(await sns.endpoint.requests.count == 1)
        let document = try JSON(parsing: try #require(await sns.endpoint.requests.first).body)
        #expect(document["Type"]?.string == "SubscriptionConfirmation")
        let token = try #require(document["Token"]?.string)
        let link = "http://sns.test/?Action=ConfirmSubscription&TopicArn=\(topic)&Token=\(token)"
        #expect(document["SubscribeURL"]?.string == link)
    }

    @Test func rawMessageComesAsItIs() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        try await sns.subscribe(topic, "http://hook.test/raw?a=b", "http", ["RawMessageDelivery": "true"])
        try await sns.publish("{\"a\": 1}", to: topic)
        try await sns.deliver()
        let request = try #require(await sns.endpoint.requests.first)
        #expect(String(decoding: request.body, as: UTF8.self) == "{\"a\": 1}")
        #expect(request.target == "/raw?a=b")
        #expect(request.headers.contains { $0 == ("x-amz-sns-rawdelivery", "true") })
    }

    @Test func protocolGetsItsOwnTextOfAStructuredMessage() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        try await sns.subscribe(topic)
        try await sns.subscribe(topic, "ops@example.com", "email")
        let message = #"{"default":"for all","http":"for http"}"#
        try await sns.call(
            SNSOperations.publish, PublishInput(message: message, topicArn: topic, messageStructure: "json"))
        try await sns.deliver()
        #expect(try await sns.messages() == ["for http"])
        #expect(await sns.mailbox.mails.last?.text.hasPrefix("for all\n") == true)
    }

    static let refused: [(PublishInput, String)] = [
        (PublishInput(message: "", topicArn: "T"), "Invalid parameter: Empty message"),
        (PublishInput(message: "m", topicArn: "T", subject: " s"), "Invalid parameter: Subject"),
        (PublishInput(message: "m", topicArn: "T", subject: "a\nb"), "Invalid parameter: Subject"),
        (
            PublishInput(message: "m", topicArn: "T", subject: String(repeating: "s", count: 100)),
            "Invalid parameter: Subject"
        ),
        (
            PublishInput(message: String(repeating: "m", count: 262_145), topicArn: "T"),
            "Invalid parameter: Message too long"
        ),
        (
            PublishInput(message: "m", topicArn: "T", messageStructure: "json"),
            "Invalid parameter: Message Structure - JSON message body failed to parse"
        ),
        (
            PublishInput(message: "{}", topicArn: "T", messageStructure: "json"),
            "Invalid parameter: Message Structure - No default entry in JSON message body"
        ),
        (
            PublishInput(message: "m", topicArn: "no"),
            "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1"
        ),
        (
            PublishInput(message: "m"),
            "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter"
        ),
        (
            PublishInput(message: "m", phoneNumber: "+1"),
            "Invalid parameter: PhoneNumber Reason: Delivery by sms is not supported"
        ),
    ]

    @Test(arguments: refused.indices) func whatBreaksTheRulesIsRefused(_ index: Int) async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        var (input, message) = Self.refused[index]
        if input.topicArn == "T" { input.topicArn = topic }
        let error = try await sns.refusal(SNSOperations.publish, input)
        #expect(error?.code(in: .query) == "InvalidParameter")
        #expect(error?.message == message)
        message = ""
    }

    static let attributes: [(MessageAttributeValue, isTaken: Bool)] = [
        (MessageAttributeValue(dataType: "String", stringValue: "x"), true),
        (MessageAttributeValue(dataType: "String"), false),
        (MessageAttributeValue(dataType: "String", stringValue: ""), false),
        (MessageAttributeValue(dataType: "Number", stringValue: "1.5e3"), true),
        (MessageAttributeValue(dataType: "Number", stringValue: "one"), false),
        (MessageAttributeValue(dataType: "Number", stringValue: "1000000001"), false),
        (MessageAttributeValue(dataType: "Number.int", stringValue: "1"), true),
        (MessageAttributeValue(dataType: "String.Array", stringValue: #"["a",1,null]"#), true),
        (MessageAttributeValue(dataType: "String.Array", stringValue: #"[["a"]]"#), false),
        (MessageAttributeValue(dataType: "String.Array", stringValue: "a"), false),
        (MessageAttributeValue(dataType: "Binary", binaryValue: [1]), true),
        (MessageAttributeValue(dataType: "Binary", stringValue: "x"), false),
        (MessageAttributeValue(dataType: "Blob", stringValue: "x"), false),
    ]

    @Test(arguments: attributes.indices) func attributesFollowTheirTypes(_ index: Int) async throws {
        let (value, isTaken) = Self.attributes[index]
        let error = Result { () throws(AWSError) in try MessageAttribute("name", value) }
        switch error {
        case .success: #expect(isTaken)
        case .failure(let error):
            #expect(!isTaken)
            #expect(error.code(in: .query) == "ParameterValueInvalid")
        }
    }

    @Test(arguments: ["", ".a", "a.", "a..b", "a b", "AWS.x", "amazon.x", String(repeating: "n", count: 257)])
    func attributeNamesFollowTheRules(name: String) {
        #expect(throws: AWSError.self) {
            try MessageAttribute(name, MessageAttributeValue(dataType: "String", stringValue: "x"))
        }
    }

    @Test func batchFailsEntryByEntry() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        try await sns.subscribe(topic)
        let answer = try await sns.call(
            SNSOperations.publishBatch,
            PublishBatchInput(
                topicArn: topic,
                publishBatchRequestEntries: [
                    PublishBatchRequestEntry(id: "a", message: "one"), PublishBatchRequestEntry(id: "b", message: ""),
                    PublishBatchRequestEntry(id: "c", message: "three"),
                ]))
        #expect(answer.successful?.compactMap(\.id) == ["a", "c"])
        #expect(answer.failed?.map(\.id) == ["b"])
        #expect(answer.failed?.first?.senderFault == true)
        try await sns.deliver()
        #expect(Set(try await sns.messages()) == ["one", "three"])
    }

    @Test func batchesHaveLimits() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        func code(_ entries: [PublishBatchRequestEntry]) async throws -> String? {
            let input = PublishBatchInput(topicArn: topic, publishBatchRequestEntries: entries)
            return try await sns.refusal(SNSOperations.publishBatch, input)?.code(in: .query)
        }
        #expect(try await code([]) == "EmptyBatchRequest")
        #expect(
            try await code((0...10).map { PublishBatchRequestEntry(id: "\($0)", message: "m") })
                == "TooManyEntriesInBatchRequest")
        #expect(try await code([PublishBatchRequestEntry(id: "a b", message: "m")]) == "InvalidBatchEntryId")
        let twins = [PublishBatchRequestEntry(id: "a", message: "m"), PublishBatchRequestEntry(id: "a", message: "n")]
        #expect(try await code(twins) == "BatchEntryIdsNotDistinct")
        let half = String(repeating: "m", count: 140_000)
        let long = [PublishBatchRequestEntry(id: "a", message: half), PublishBatchRequestEntry(id: "b", message: half)]
        #expect(try await code(long) == "BatchRequestTooLong")
    }
}
