/// The attributes of a topic that its owner can set.
/// Source: SNS API reference, CreateTopic and SetTopicAttributes.
enum TopicAttribute: String, CaseIterable, Sendable {
    case policy = "Policy"
    case displayName = "DisplayName"
    case deliveryPolicy = "DeliveryPolicy"
    case kmsKeyID = "KmsMasterKeyId"
    case signatureVersion = "SignatureVersion"
    case tracing = "TracingConfig"
    case contentBasedDeduplication = "ContentBasedDeduplication"
    case throughputScope = "FifoThroughputScope"

    /// Takes the attribute over from another topic's settings.
    func copy(from source: TopicSettings, to settings: inout TopicSettings) {
        switch self {
        case .policy: (settings.policy, settings.policyPrincipals) = (source.policy, source.policyPrincipals)
        case .displayName: settings.displayName = source.displayName
        case .deliveryPolicy: settings.deliveryPolicy = source.deliveryPolicy
        case .kmsKeyID: settings.kmsKeyID = source.kmsKeyID
        case .signatureVersion: settings.signatureVersion = source.signatureVersion
        case .tracing: settings.tracing = source.tracing
        case .contentBasedDeduplication: settings.deduplicatesByContent = source.deduplicatesByContent
        case .throughputScope: settings.throughputScope = source.throughputScope
        }
    }

    /// What there is on AWS and not here.
    static func isUnsupported(_ name: String) -> Bool {
        let kinds = ["HTTP", "Firehose", "Lambda", "Application", "SQS"]
        let members = ["SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn"]
        return name == "ArchivePolicy" || kinds.contains { kind in members.contains { name == kind + $0 } }
    }
}
