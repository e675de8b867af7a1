import AWSProtocols
import Essentials
import Logging
import SNSModel
@testable import ServiceKit
import Testing

@testable import SNSService

/// Who may publish: the account, whom the policy lets in, and services for the resources that it names.
struct AccessTests {
    private static let trail = "arn:aws:cloudtrail:us-east-1:123456789012:trail/all"

    private func policy(_ topic: String, _ service: String) -> String {
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"\(service)"},
        "Action":"SNS:Publish","Resource":"\(topic)",
        "Condition":{"StringEquals":{"aws:SourceArn":"\(Self.trail)","aws:SourceAccount":"123456789012"}}}}
        """
    }

    private func publish(
        _ sns: SNSHarness, _ topic: String, as service: String, for source: String?, of account: AccountID = .standard
    ) async throws -> AWSError? {
        let origin = ServiceOrigin(
            principal: service, sourceARN: source, sourceAccount: account, isForwarded: false)
        return try await sns.refusal(
            SNSOperations.publish, PublishInput(message: "m", topicArn: topic),
            as: .service(service, account: account), origin: origin)
    }

    @Test(arguments: ["cloudtrail.amazonaws.com", "events.amazonaws.com", "s3.amazonaws.com"])
    func servicePublishesForWhatThePolicyNames(service: String) async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        #expect(try await publish(sns, topic, as: service, for: Self.trail)?.kind == .framework(.accessDenied))
        try await sns.call(
            SNSOperations.setTopicAttributes,
            SetTopicAttributesInput(
                topicArn: topic, attributeName: "Policy", attributeValue: policy(topic, service)))
        #expect(try await publish(sns, topic, as: service, for: Self.trail) == nil)
        for (other, source) in [(service, "\(Self.trail)2"), (service, nil), ("config.amazonaws.com", Self.trail)] {
            #expect(try await publish(sns, topic, as: other, for: source)?.kind == .framework(.accessDenied))
        }
        let elsewhere = try #require(AccountID("210987654321"))
        let error = try await publish(sns, topic, as: service, for: Self.trail, of: elsewhere)
        #expect(error?.kind == .framework(.accessDenied))
    }

    /// The same on the whole path: as CloudTrail calls, through the pipeline.
    @Test func serviceCallIsAuthorisedOnRecordAndDelivered() async throws {
        let sns = try await SNSHarness()
        let calls = ServiceSwitchboard()
        calls.connect(
            Pipeline(
                services: [sns.sns], identity: RootUsers(), store: sns.store, time: sns.time, metrics: CallMetrics(),
                logger: Logger(label: "test")))
        let topic = try await sns.topic()
        try await sns.subscribe(topic)
        try await sns.call(
            SNSOperations.setTopicAttributes,
            SetTopicAttributesInput(
                topicArn: topic, attributeName: "Policy", attributeValue: policy(topic, "cloudtrail.amazonaws.com")))
        let input = PublishInput(message: "a file", topicArn: topic)
        func invoker(_ source: String) -> Invoker {
            Invoker("cloudtrail.amazonaws.com", .itself(account: .standard), source: source)
        }
        _ = try await calls.call(SNSOperations.publish, input, as: invoker(Self.trail), in: .standard)
        await #expect(throws: AWSError.self) {
            try await calls.call(SNSOperations.publish, input, as: invoker("\(Self.trail)2"), in: .standard)
        }
        try await sns.deliver()
        #expect(try await sns.messages() == ["a file"])
        let records = try await sns.store.read { try $0.journal(AuditRecord.dataStream, after: 0, limit: 10) }
        let events = try records.map { try JSON(parsing: $0.entry.body) }
        #expect(events.map { $0["errorCode"]?.string } == [nil, "AccessDenied"])
        #expect(events.allSatisfy { $0["requestParameters"]?["message"]?.string == "HIDDEN_DUE_TO_SECURITY_REASONS" })
        #expect(events.first?["userIdentity"]?["invokedBy"]?.string == "cloudtrail.amazonaws.com")
    }

    @Test func standardPolicyIsForTheOwnersAccountAlone() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        let user = Caller(
            kind: .user(name: "bob", path: "/"), account: .standard, principalID: "AIDA",
            arn: "arn:aws:iam::123456789012:user/bob", accessKeyID: "")
        let input = PublishInput(message: "m", topicArn: topic)
        #expect(try await sns.refusal(SNSOperations.publish, input, as: user) == nil)
        let tags = TagResourceRequest(resourceArn: topic, tags: [SNSModel.Tag(key: "a", value: "b")])
        #expect(try await sns.refusal(SNSOperations.tagResource, tags, as: user)?.kind == .framework(.accessDenied))
        let elsewhere = Caller.root(of: try #require(AccountID("210987654321")))
        #expect(try await sns.refusal(SNSOperations.publish, input, as: elsewhere)?.kind == .framework(.accessDenied))
    }

    @Test func policyOfAnotherServiceIsRefused() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic()
        for statement in [
            #"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}"#,
            #"{"Effect":"Allow","Principal":"*","Action":"SNS:Publish","Resource":"arn:aws:s3:::bucket"}"#,
            #"{"Effect":"Allow","Action":"SNS:Publish","Resource":"*"}"#,
        ] {
            let input = SetTopicAttributesInput(
                topicArn: topic, attributeName: "Policy",
                attributeValue: #"{"Version":"2012-10-17","Statement":\#(statement)}"#)
            #expect(
                try await sns.refusal(SNSOperations.setTopicAttributes, input)?.code(in: .query) == "InvalidParameter")
        }
    }

    @Test func publisherInWhoseNameTheKeyIsUsedIsThePublisher() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic("sealed", ["KmsMasterKeyId": "alias/messages"])
        try await sns.subscribe(topic)
        try await sns.publish("secret text", to: topic)
        let context = ["aws:sns:topicArn": topic]
        let root = "arn:aws:iam::123456789012:root"
        #expect(
            sns.kms.calls == [
                StubKMS.Call(operation: "GenerateDataKey", caller: root, context: context),
                StubKMS.Call(operation: "Decrypt", caller: root, context: context),
            ])
        let stored = try await sns.store.read { try $0.journal(OutboxMessage.stream, after: 0, limit: 10) }
        #expect(!stored.contains { String(decoding: $0.entry.body, as: UTF8.self).contains("secret text") })
        try await sns.deliver()
        #expect(try await sns.messages() == ["secret text"])
        #expect(sns.kms.calls.count == 2)
    }

    @Test func messageWaitsUntilItsKeyCanBeUsedAgain() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic("sealed", ["KmsMasterKeyId": "alias/messages"])
        try await sns.subscribe(topic)
        try await sns.publish("m", to: topic)
        // Longer than a data key is kept in memory.
        sns.time.advance(by: .minutes(5))
        sns.kms.refuse(with: AWSError(code: "DisabledException", "disabled"))
        try await sns.deliver()
        #expect(await sns.endpoint.requests.isEmpty)
        sns.kms.refuse(with: nil)
        sns.time.advance(by: .seconds(10))
        try await sns.deliver()
        #expect(try await sns.messages() == ["m"])
    }

    @Test(arguments: [
        ("DisabledException", "KMSDisabled"), ("NotFoundException", "KMSNotFound"),
        ("AccessDeniedException", "KMSAccessDenied"), ("KMSInvalidStateException", "KMSInvalidState"),
        ("ThrottlingException", "KMSThrottling"),
    ]) func errorsOfKMSAreToldInSNSsCodes(code: String, expected: String) async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic("sealed", ["KmsMasterKeyId": "alias/messages"])
        sns.kms.refuse(with: AWSError(code: code, "no"))
        let error = try await sns.refusal(SNSOperations.publish, PublishInput(message: "m", topicArn: topic))
        #expect(error?.code(in: .query) == expected)
    }

    @Test func bodyUnderAKeyIsFilteredWhenItIsDelivered() async throws {
        let sns = try await SNSHarness()
        let topic = try await sns.topic("sealed", ["KmsMasterKeyId": "alias/messages"])
        try await sns.subscribe(
            topic, "http://hook.test/", "http", ["FilterPolicy": #"{"a":[1]}"#, "FilterPolicyScope": "MessageBody"])
        try await sns.publish(#"{"a":2}"#, to: topic)
        try await sns.publish(#"{"a":1}"#, to: topic)
        try await sns.deliver()
        let messages = try await sns.messages()
        #expect(messages == [#"{"a":1}"#])
    }
}
