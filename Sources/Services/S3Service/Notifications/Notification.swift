import AWSProtocols
import Essentials
import SNSModel
import ServiceKit
import Store

/// A message that is on its way to a topic.
struct Notification: Sendable {
    static let stream: JournalStream = "s3.notifications"

    let topic: String
    /// The bucket's ARN.
    let bucket: String
    let message: String

    init(topic: String, bucket: String, message: String) {
        self.topic = topic
        self.bucket = bucket
        self.message = message
    }

    /// Reads what `entry` writes.
    init?(_ entry: JournalEntry) {
        guard let json = try? JSON(parsing: entry.body), let topic = json["topic"]?.string,
            let bucket = json["bucket"]?.string, let message = json["message"]?.string
        else { return nil }
        self.init(topic: topic, bucket: bucket, message: message)
    }

    func entry(account: AccountID, region: Region, _ cause: EventCause) -> JournalEntry {
        let json: JSON = ["topic": .string(topic), "bucket": .string(bucket), "message": .string(message)]
        return JournalEntry(
            stream: Self.stream, account: account, region: region, time: cause.now, id: cause.random.uuid(),
            body: json.bytes)
    }

    func publish(for owner: AccountID, _ calls: any ServiceCalling) async throws {
        guard let region = ARN(topic).flatMap({ Region($0.region) }) else {
            throw AWSError.invalidArgument("The ARN is not well formed", name: "Topic", value: topic)
        }
        _ = try await calls.call(
            SNSOperations.publish,
            PublishInput(message: message, topicArn: topic, subject: EventMessage.subject),
            as: Invoker(S3.principal, .itself(account: owner), source: bucket), in: region)
    }
}

/// Publishes what has happened in buckets to their topics, after the commit and never on a caller's time.
///
/// A message comes at least once. What a topic refuses is dropped, as S3 does.
struct NotificationSender: JournalConsumer {
    let name = "s3.notifications"
    let streams = [Notification.stream]
    let calls: any ServiceCalling

    func consume(_ records: [JournalRecord], at now: Timestamp) async throws -> Consumption? {
        for record in records {
            guard let notification = Notification(record.entry), let owner = record.entry.account else { continue }
            do {
                try await notification.publish(for: owner, calls)
            } catch let error as AWSError where error.fault == .client { continue }
        }
        guard let last = records.last?.sequence else { return nil }
        return Consumption { try $0.trim(Notification.stream, through: last) }
    }
}
