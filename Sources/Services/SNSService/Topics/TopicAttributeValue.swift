import AWSProtocols
import SNSModel

/// A value that is to be an attribute of a topic, checked.
/// Source: SNS API reference, SetTopicAttributes; developer guide, "Creating an HTTP/S delivery policy".
struct TopicAttributeValue {
    let attribute: TopicAttribute
    /// Nil where the attribute is to be as it was at first.
    let value: String?

    /// Throws InvalidParameter.
    init(_ attribute: TopicAttribute, _ text: String, isFIFO: Bool) throws(AWSError) {
        self.attribute = attribute
        value = text.isEmpty ? nil : text
        guard let value else { return }
        switch attribute {
        case .policy: break
        case .displayName: try Self.requireDisplayName(value)
        case .deliveryPolicy: _ = try DeliveryPolicy(ofTopic: value)
        case .kmsKeyID:
            guard value.utf8.count <= 2048 else { throw .invalidParameter("KmsMasterKeyId") }
        case .signatureVersion: try Self.require(value, oneOf: ["1", "2"], attribute)
        case .tracing:
            try Self.require(value, oneOf: isFIFO ? ["PassThrough"] : ["PassThrough", "Active"], attribute)
            guard value != "Active" else {
                throw .invalidParameter("TracingConfig Reason: Active tracing needs AWS X-Ray, which is not there")
            }
        case .contentBasedDeduplication:
            try Self.requireFIFO(isFIFO, attribute)
            try Self.require(value, oneOf: ["true", "false"], attribute)
        case .throughputScope:
            try Self.requireFIFO(isFIFO, attribute)
            try Self.require(value, oneOf: ["Topic", "MessageGroup"], attribute)
        }
    }

    func put(into settings: inout TopicSettings) {
        switch attribute {
        case .policy: break
        case .displayName: settings.displayName = value ?? ""
        case .deliveryPolicy: settings.deliveryPolicy = value
        case .kmsKeyID: settings.kmsKeyID = value
        case .signatureVersion: settings.signatureVersion = value.flatMap { Int($0) }
        case .tracing: settings.tracing = value
        case .contentBasedDeduplication: settings.deduplicatesByContent = value == "true"
        case .throughputScope: settings.throughputScope = value
        }
    }

    /// The name stands in a header field of mails.
    private static func requireDisplayName(_ text: String) throws(AWSError) {
        guard text.count <= 100, !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw .invalidParameter("DisplayName")
        }
    }

    private static func requireFIFO(_ isFIFO: Bool, _ attribute: TopicAttribute) throws(AWSError) {
        guard isFIFO else {
            throw .invalidParameter("\(attribute.rawValue) Reason: the attribute is for FIFO topics alone")
        }
    }

    private static func require(
        _ value: String, oneOf values: [String], _ attribute: TopicAttribute
    ) throws(AWSError) {
        guard values.contains(value) else {
            throw .invalidParameter("\(attribute.rawValue) Reason: must be one of \(values.joined(separator: ", "))")
        }
    }
}
