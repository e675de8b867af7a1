import AWSProtocols
import Essentials
import SNSModel
import ServiceKit
import Store

extension SNS {
    /// Checks a value and puts it into the settings.
    /// - Parameter parameter: of the call, that errors name
    func set(
        _ name: String, to value: String, in settings: inout TopicSettings, of topic: TopicARN, isFIFO: Bool,
        parameter: String
    ) async throws {
        guard let attribute = TopicAttribute(rawValue: name) else {
            throw AWSError.invalidParameter(
                TopicAttribute.isUnsupported(name) ? "\(parameter) Reason: \(name) is not supported" : parameter)
        }
        switch attribute {
        case .policy where value.isEmpty: (settings.policy, settings.policyPrincipals) = (nil, nil)
        case .policy:
            settings.policyPrincipals = try await TopicPolicy.principals(of: value, for: topic, in: principals)
            settings.policy = value
        default: try TopicAttributeValue(attribute, value, isFIFO: isFIFO).put(into: &settings)
        }
    }

    func setTopicAttributes(
        _ input: SetTopicAttributesInput, of topic: Authorized<LoadedTopic>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        let topic = topic.value
        var settings = topic.record.settings
        try await set(
            input.attributeName, to: input.attributeValue ?? "", in: &settings, of: topic.arn,
            isFIFO: topic.record.isFIFO, parameter: "AttributeName")
        return change(topic.arn) { [settings] record in
            TopicAttribute(rawValue: input.attributeName)?.copy(from: settings, to: &record.settings)
        }
    }

    func change(
        _ arn: TopicARN, _ body: @escaping @Sendable (inout TopicRecord) throws -> Void
    ) -> Change<EmptyStructure> {
        Change { transaction in
            guard var record = try transaction.get(TopicRecord.self, TopicRecord.key(arn))?.record else {
                throw AWSError.topicNotFound
            }
            try body(&record)
            try transaction.put(record)
            return EmptyStructure()
        }
    }

    func getTopicAttributes(
        _ input: GetTopicAttributesInput, of topic: Authorized<LoadedTopic>, in scope: RequestScope
    ) async throws -> GetTopicAttributesResponse {
        let record = topic.value.record
        let (arn, settings) = (record.arn.description, record.settings)
        let counts = try await store.read { transaction in
            let region = RecordScope.region(record.account, record.region)
            return try [IndexField.confirmed, .pending].map {
                try transaction.count(SubscriptionRecord.self, in: region, where: .equals($0, .string(arn)))
            }
        }
        let policy = settings.policy ?? TopicPolicy.standard(for: record.arn)
        var attributes = [
            "TopicArn": arn, "Owner": record.account.description, "DisplayName": settings.displayName,
            "Policy": try await settings.policyPrincipals?.show(policy, in: principals) ?? policy,
            "SubscriptionsConfirmed": String(counts[0]), "SubscriptionsPending": String(counts[1]),
            "SubscriptionsDeleted": String(record.deletedSubscriptions),
            "EffectiveDeliveryPolicy": try DeliveryPolicy(ofTopic: settings.deliveryPolicy).topicText,
        ]
        attributes["DeliveryPolicy"] = settings.deliveryPolicy
        attributes["KmsMasterKeyId"] = settings.kmsKeyID
        attributes["SignatureVersion"] = settings.signatureVersion.map(String.init)
        attributes["TracingConfig"] = settings.tracing
        if record.isFIFO {
            attributes["FifoTopic"] = "true"
            attributes["ContentBasedDeduplication"] = settings.deduplicatesByContent ? "true" : "false"
            attributes["FifoThroughputScope"] = settings.throughputScope ?? "Topic"
        }
        return GetTopicAttributesResponse(attributes: attributes)
    }
}
