import Essentials
import S3Model
import ServiceKit
import Store

extension WriteTransaction {
    /// Tells whoever the bucket's configuration names, in the transaction of what happened.
    func tell(_ event: ObjectEvent, of bucket: BucketRecord, in scope: RequestScope) throws {
        try tell(event, of: bucket, EventCause(scope))
    }

    func tell(_ event: ObjectEvent, of bucket: BucketRecord, _ cause: EventCause) throws {
        guard let configuration = bucket.notifications?.value else { return }
        if configuration.eventBridgeConfiguration != nil { try emit(BusEvent(event, of: bucket, cause)) }
        for topic in configuration.topicConfigurations ?? [] where topic.wants(event) {
            let message = EventMessage.records(event, of: bucket, configuration: topic.id ?? "", cause)
            try append([
                Notification(topic: topic.topicArn, bucket: bucket.arn, message: message).entry(
                    account: bucket.owner, region: bucket.region, cause)
            ])
        }
    }
}

extension TopicConfiguration {
    func wants(_ event: ObjectEvent) -> Bool {
        guard events.contains(where: { event.isAsked(by: $0.rawValue) }) else { return false }
        return (filter?.key?.filterRules ?? []).allSatisfy { rule in
            let value = rule.value ?? ""
            let key = event.object.key
            switch rule.name {
            case .prefix?: return key.utf8.starts(with: value.utf8)
            case .suffix?: return key.utf8.reversed().starts(with: value.utf8.reversed())
            case nil: return true
            }
        }
    }
}

extension BusEvent {
    /// Source: Amazon S3 user guide, "EventBridge event message structure".
    init(_ event: ObjectEvent, of bucket: BucketRecord, _ cause: EventCause) {
        let object = event.object
        var shown: JSON.Object = ["key": .string(object.key)]
        if case .created = event { shown.append("size", .integer(object.size)) }
        if !object.eTag.isEmpty { shown.append("etag", .string(object.eTag)) }
        if bucket.versioning != .never { shown.append("version-id", .string(object.versionID)) }
        shown.append("sequencer", .string(object.sequencer))
        var detail: JSON.Object = [
            "version": "0", "bucket": ["name": .string(bucket.name)], "object": .object(shown),
            "request-id": .string(cause.requestID), "requester": .string(cause.requester),
            "source-ip-address": .string(cause.address),
        ]
        if let reason = event.reason { detail.append("reason", .string(reason)) }
        if let type = event.deletionType { detail.append("deletion-type", .string(type)) }
        self.init(
            id: cause.random.uuid(), source: "aws.s3", detailType: event.detailType, account: bucket.owner,
            region: bucket.region, time: cause.now, resources: [bucket.arn], detail: JSON.object(detail).bytes)
    }
}

extension StoredObject {
    /// By which events of one key are put in order.
    var sequencer: String {
        let digits = String(sequence, radix: 16, uppercase: true)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
