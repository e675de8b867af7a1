import AWSProtocols
import Essentials
import SNSModel
import ServiceKit
import Store

/// Tells topics of delivered log files. A topic may be told twice of one file where the server was cut off between.
///
/// Source: CloudTrail user guide, "Configuring Amazon SNS notifications for CloudTrail".
actor NotificationChore: Chore {
    nonisolated let name = "cloudtrail.notifications"
    nonisolated var watchedKinds: Set<RecordKind> { [NotificationRecord.kind] }

    private let service: CloudTrail
    private var isBusy = false

    init(_ service: CloudTrail) { self.service = service }

    func nextDue() async throws -> Timestamp? { try await due(limit: 1).first?.due }

    func perform(at now: Timestamp) async throws {
        guard !isBusy else { return }
        isBusy = true
        defer { isBusy = false }
        while true {
            let due = try await due(limit: Self.page).filter { $0.due <= now }
            guard !due.isEmpty else { return }
            let groups = Dictionary(grouping: due) {
                Message(trailID: $0.trailID, account: $0.account, region: $0.region, bucket: $0.bucket)
            }
            for (message, notifications) in groups { try await send(message, notifications, at: now) }
        }
    }

    private struct Message: Hashable {
        let trailID: String
        let account: AccountID
        let region: Region
        let bucket: String
    }

    /// How many files one message names at most.
    private static let page = 100

    private func due(limit: Int) async throws -> [NotificationRecord] {
        try await service.store.read { transaction in
            try transaction.query(NotificationRecord.self, in: .account(nil), order: .field(.due), limit: limit)
                .records.map(\.record)
        }
    }

    private func send(_ message: Message, _ notifications: [NotificationRecord], at now: Timestamp) async throws {
        let trail = try await service.store.read { try $0.deliveringTrail(message.trailID) }
        guard let trail, let topic = trail.trail.destination.topicARN else {
            return try await settle(notifications, of: message, nil)
        }
        let text: JSON = [
            "s3Bucket": .string(message.bucket),
            "s3ObjectKey": .array(notifications.map(\.objectKey).sorted().map(JSON.string)),
        ]
        let input = PublishInput(message: String(decoding: text.bytes, as: UTF8.self), topicArn: topic)
        let region = ARN(topic).flatMap { Region($0.region) } ?? trail.trail.home
        do {
            _ = try await service.calls.call(SNSOperations.publish, input, as: trail.invoker, in: region)
            try await settle(notifications, of: message, Result(now: now, failure: nil, isFinal: true))
        } catch let error as AWSError {
            let result = Result(now: now, failure: error.code(in: .query), isFinal: trail.isFormer)
            try await settle(notifications, of: message, result)
        }
    }

    private struct Result {
        let now: Timestamp
        let failure: String?
        /// Whether it is not to be tried again.
        let isFinal: Bool
    }

    private func settle(
        _ notifications: [NotificationRecord], of message: Message, _ result: Result?
    ) async throws {
        try await service.store.write { [schedule = service.schedule] transaction in
            for var notification in notifications {
                let isOld = result.map { notification.createdAt + TrailSchedule.patience <= $0.now } ?? true
                guard let result, !result.isFinal, !isOld else {
                    try transaction.delete(NotificationRecord.self, notification.key)
                    continue
                }
                notification.failures += 1
                notification.due = result.now + schedule.pause(after: notification.failures)
                try transaction.put(notification)
            }
            if let result {
                try transaction.note(
                    \.notifications, result.failure, of: message.trailID, message.account, message.region,
                    at: result.now)
            }
        }
    }
}
