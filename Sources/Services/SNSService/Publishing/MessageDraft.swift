import AWSProtocols
import Crypto
import Essentials
import SNSModel

/// A message that is to be published, checked against all rules but its topic's.
///
/// Source: SNS API reference, Publish.
struct MessageDraft: Sendable {
    let message: String
    let subject: String?
    /// Whether `message` is an object of texts by protocol.
    let isStructured: Bool
    let attributes: [MessageAttribute]
    let deduplicationID: String?
    let groupID: String?

    init(_ input: PublishInput) throws(AWSError) {
        try self.init(
            input.message, input.subject, input.messageStructure, input.messageAttributes,
            input.messageDeduplicationId, input.messageGroupId)
    }

    init(_ entry: PublishBatchRequestEntry) throws(AWSError) {
        try self.init(
            entry.message, entry.subject, entry.messageStructure, entry.messageAttributes,
            entry.messageDeduplicationId, entry.messageGroupId)
    }

    private init(
        _ message: String, _ subject: String?, _ structure: String?, _ attributes: [String: MessageAttributeValue]?,
        _ deduplicationID: String?, _ groupID: String?
    ) throws(AWSError) {
        guard !message.isEmpty else { throw .invalidParameter("Empty message") }
        guard message.utf8.count <= SNSQuotas.messageSize else { throw .invalidParameter("Message too long") }
        guard message.unicodeScalars.allSatisfy(\.isInMessages) else {
            throw .invalidParameter("Message Reason: characters that XML does not allow")
        }
        if let subject { try Self.requireSubject(subject) }
        guard structure == nil || structure == "json" else { throw .invalidParameter("Message Structure") }
        if structure == "json" { try Self.requireStructure(message) }
        try Self.requireID(deduplicationID, "MessageDeduplicationId")
        try Self.requireID(groupID, "MessageGroupId")
        self.message = message
        self.subject = subject
        isStructured = structure == "json"
        self.attributes = try MessageAttribute.all(attributes)
        self.deduplicationID = deduplicationID
        self.groupID = groupID
        guard size <= SNSQuotas.messageSize else { throw .invalidParameter("Message too long") }
    }

    /// With its attributes, in bytes.
    var size: Int { attributes.reduce(message.utf8.count) { $0 + $1.size } }

    /// What a FIFO topic tells messages apart by. Throws InvalidParameter where the message lacks what the topic needs,
    /// or has what only a FIFO topic takes.
    func deduplication(in topic: TopicRecord) throws(AWSError) -> String? {
        guard topic.isFIFO else {
            guard deduplicationID == nil else {
                throw .invalidParameter(
                    "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not "
                        + "valid for this topic type")
            }
            return nil
        }
        guard groupID != nil else {
            throw .invalidParameter("The MessageGroupId parameter is required for FIFO topics")
        }
        if let deduplicationID { return deduplicationID }
        guard topic.settings.deduplicatesByContent else {
            throw .invalidParameter(
                "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
                    + "explicitly")
        }
        return Hex.encode(SHA256.hash(data: Array(message.utf8)))
    }

    /// ASCII, one line of less than 100 characters, that begins with a letter, number or punctuation mark.
    private static func requireSubject(_ subject: String) throws(AWSError) {
        let bytes = Array(subject.utf8)
        guard (1..<100).contains(bytes.count), bytes.allSatisfy({ (0x20...0x7E).contains($0) }), bytes[0] != 0x20
        else { throw .invalidParameter("Subject") }
    }

    private static func requireStructure(_ message: String) throws(AWSError) {
        guard let object = (try? JSON(parsing: message))?.object else {
            throw .invalidParameter("Message Structure - JSON message body failed to parse")
        }
        guard object["default"]?.string != nil else {
            throw .invalidParameter("Message Structure - No default entry in JSON message body")
        }
    }

    /// 1 to 128 letters, digits and punctuation marks.
    private static func requireID(_ id: String?, _ parameter: String) throws(AWSError) {
        guard let id else { return }
        guard (1...128).contains(id.utf8.count), id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidParameter(
                "\(parameter) Reason: \(parameter) can only include alphanumeric and punctuation characters. 1 to 128 "
                    + "in length")
        }
    }
}
