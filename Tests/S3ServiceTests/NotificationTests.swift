import AWSProtocols
import Essentials
import S3Model
import ServiceKit
import Store
import Testing

@testable import S3Service

@Suite struct NotificationTests {
    static let topic = "arn:aws:sns:us-east-1:123456789012:topic"

    private func configure(_ harness: S3Harness, _ configuration: NotificationConfiguration) async throws -> String? {
        try await harness.refusal(
            S3Operations.putBucketNotificationConfiguration,
            PutBucketNotificationConfigurationRequest(
                bucket: "bucket", notificationConfiguration: configuration))
    }

    private func topic(_ events: [Event], prefix: String = "", suffix: String = "") -> TopicConfiguration {
        TopicConfiguration(
            topicArn: Self.topic, events: events,
            filter: NotificationConfigurationFilter(
                key: S3KeyFilter(filterRules: [
                    FilterRule(name: .prefix, value: prefix), FilterRule(name: .suffix, value: suffix),
                ])))
    }

    /// What the journal hands to the sender.
    private func deliver(_ harness: S3Harness) async throws {
        let records = try await harness.store.read { try $0.journal(Notification.stream, after: 0, limit: 100) }
        let sender = try #require(harness.s3.journalConsumers.first)
        _ = try await sender.consume(records, at: harness.time.now())
    }

    @Test func topicsAreToldOfWhatTheyAskFor() async throws {
        let harness = try await S3Harness.withBucket()
        #expect(
            try await configure(
                harness,
                NotificationConfiguration(topicConfigurations: [
                    topic([.s3ObjectCreated], prefix: "in/", suffix: ".txt")
                ])) == nil)
        #expect(harness.neighbours.published.count == 1)
        #expect(harness.neighbours.published.first?.message.contains("s3:TestEvent") == true)
        for key in ["in/a.txt", "in/a.bin", "out/a.txt"] { try await harness.put(key) }
        try await harness.delete("in/a.txt")
        try await deliver(harness)
        let told = harness.neighbours.published.dropFirst()
        #expect(told.count == 1)
        let record = try JSON(parsing: try #require(told.first?.message))["Records"]?.array?.first
        #expect(record?["eventName"]?.string == "ObjectCreated:Put")
        #expect(record?["s3"]?["object"]?["key"]?.string == "in/a.txt")
        #expect(record?["s3"]?["bucket"]?["arn"]?.string == "arn:aws:s3:::bucket")
    }

    @Test func theEventBusIsToldInTheTransaction() async throws {
        let harness = try await S3Harness.withBucket(versioned: true)
        #expect(
            try await configure(
                harness, NotificationConfiguration(eventBridgeConfiguration: EventBridgeConfiguration())) == nil)
        try await harness.put("key")
        try await harness.delete("key")
        let events = try await harness.store.read { try $0.journal(BusEvent.stream, after: 0, limit: 100) }
        let told = try events.map { try JSON(parsing: $0.entry.body) }
        #expect(told.map { $0["detail-type"]?.string } == ["Object Created", "Object Deleted"])
        #expect(told.map { $0["detail"]?["reason"]?.string } == ["PutObject", "DeleteObject"])
        #expect(told.last?["detail"]?["deletion-type"]?.string == "Delete Marker Created")
    }

    @Test func whatCannotBeToldIsRefused() async throws {
        let harness = try await S3Harness.withBucket()
        let overlapping = NotificationConfiguration(topicConfigurations: [
            topic([.s3ObjectCreated], prefix: "a"), topic([.s3ObjectCreatedPut], prefix: "ab"),
        ])
        #expect(try await configure(harness, overlapping) == "InvalidArgument")
        let queue = NotificationConfiguration(queueConfigurations: [
            QueueConfiguration(queueArn: "arn:aws:sqs:us-east-1:123456789012:queue", events: [.s3ObjectCreated])
        ])
        #expect(try await configure(harness, queue) == "NotImplemented")
        harness.neighbours.refuse(with: AWSError(code: "AuthorizationError", "no", status: 403))
        let topics = NotificationConfiguration(topicConfigurations: [topic([.s3ObjectCreated])])
        do {
            _ = try await configure(harness, topics)
            Issue.record("it was taken")
        } catch let error as CausedError {
            #expect(error.error.code(in: .restXml) == "InvalidArgument")
        }
    }
}
