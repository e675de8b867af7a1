import AWSProtocols
import Essentials
import S3Model
import ServiceKit

extension S3 {
    /// Source: Amazon S3 API reference, PutBucketNotificationConfiguration.
    func putBucketNotificationConfiguration(
        _ input: PutBucketNotificationConfigurationRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        var configuration = input.notificationConfiguration
        guard (configuration.queueConfigurations ?? []).isEmpty else {
            throw AWSError(code: "NotImplemented", "Notifications to queues are not implemented.", status: 501)
        }
        guard (configuration.lambdaFunctionConfigurations ?? []).isEmpty else {
            throw AWSError(code: "NotImplemented", "Notifications to functions are not implemented.", status: 501)
        }
        var topics = configuration.topicConfigurations ?? []
        for index in topics.indices {
            if topics[index].id?.isEmpty ?? true { topics[index].id = scope.random.uuid() }
            try topics[index].check(bucket.value.record)
        }
        try TopicConfiguration.requireNoOverlap(topics)
        if input.skipDestinationValidation != true { try await validate(topics, bucket.value.record, scope) }
        configuration.topicConfigurations = topics.isEmpty ? nil : topics
        let isEmpty = topics.isEmpty && configuration.eventBridgeConfiguration == nil
        return change(bucket, answering: EmptyStructure()) { [configuration] record in
            record.notifications = isEmpty ? nil : StoredConfiguration(configuration)
        }
    }

    func getBucketNotificationConfiguration(
        _ input: GetBucketNotificationConfigurationRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> NotificationConfiguration {
        bucket.value.record.notifications?.value ?? NotificationConfiguration()
    }

    /// Sends each new topic the test message; one that does not take it is no destination.
    private func validate(
        _ topics: [TopicConfiguration], _ bucket: BucketRecord, _ scope: RequestScope
    ) async throws {
        let known = Set(bucket.notifications?.value.topicConfigurations?.map(\.topicArn) ?? [])
        let message = EventMessage.test(bucket, EventCause(scope))
        for arn in Set(topics.map(\.topicArn)).subtracting(known).sorted() {
            do {
                try await Notification(topic: arn, bucket: bucket.arn, message: message).publish(
                    for: bucket.owner, calls)
            } catch let error as AWSError {
                throw CausedError(
                    AWSError.invalidArgument(
                        "Unable to validate the following destination configurations", name: arn,
                        value: "The destination topic does not allow s3.amazonaws.com to publish, or does not exist"),
                    cause: error)
            }
        }
    }
}

extension TopicConfiguration {
    fileprivate func check(_ bucket: BucketRecord) throws(AWSError) {
        guard let arn = ARN(topicArn), arn.service == "sns" else {
            throw .invalidArgument("The ARN is not well formed", name: "Topic", value: topicArn)
        }
        guard arn.region == bucket.region.description else {
            throw .invalidArgument(
                "The notification destination service region is not valid for the bucket location constraint",
                name: "Topic", value: topicArn)
        }
        guard !events.isEmpty else { throw .malformedXML }
        for event in events where !Self.told.contains(where: { event.rawValue.hasPrefix($0) }) {
            throw AWSError(
                code: "NotImplemented", "Events of the type \(event.rawValue) do not occur.", status: 501)
        }
        var names: Set<String> = []
        for rule in filter?.key?.filterRules ?? [] {
            guard let name = rule.name else { throw .malformedXML }
            guard names.insert(name.rawValue).inserted else {
                throw .invalidArgument(
                    "Cannot specify more than one \(name.rawValue) rule in a filter.", name: "FilterRule.Name",
                    value: name.rawValue)
            }
        }
    }

    private static let told = [
        "s3:ObjectCreated:", "s3:ObjectRemoved:", "s3:LifecycleExpiration:", "s3:ObjectTagging:", "s3:ObjectAcl:",
    ]

    /// One event of one key goes to one topic at most.
    fileprivate static func requireNoOverlap(_ topics: [TopicConfiguration]) throws(AWSError) {
        for (index, left) in topics.enumerated() {
            for right in topics[(index + 1)...] where left.overlaps(right) {
                throw .invalidArgument(
                    "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
                    name: "Event", value: nil)
            }
        }
    }

    private func overlaps(_ other: TopicConfiguration) -> Bool {
        let shares = events.contains { left in
            other.events.contains { right in
                left == right || Self.covers(left.rawValue, right.rawValue)
                    || Self.covers(right.rawValue, left.rawValue)
            }
        }
        guard shares else { return false }
        let (prefixes, suffixes) = ((rule(.prefix), other.rule(.prefix)), (rule(.suffix), other.rule(.suffix)))
        let prefixesMeet = prefixes.0.hasPrefix(prefixes.1) || prefixes.1.hasPrefix(prefixes.0)
        let suffixesMeet = suffixes.0.hasSuffix(suffixes.1) || suffixes.1.hasSuffix(suffixes.0)
        return prefixesMeet && suffixesMeet
    }

    private func rule(_ name: FilterRuleName) -> String {
        filter?.key?.filterRules?.first { $0.name == name }?.value ?? ""
    }

    private static func covers(_ pattern: String, _ event: String) -> Bool {
        pattern.hasSuffix(":*") && event.hasPrefix(pattern.dropLast())
    }
}
