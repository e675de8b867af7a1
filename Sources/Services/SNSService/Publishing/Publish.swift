import AWSProtocols
import Essentials
import PolicyEngine
import SNSModel
import ServiceKit
import Store

extension SNS {
    /// The topic that `TopicArn` or `TargetArn` names. There are no telephones and no devices to publish to.
    func topicToPublishTo(_ input: PublishInput, in scope: RequestScope) throws -> Target<LoadedTopic> {
        let given = [input.topicArn, input.targetArn, input.phoneNumber].compactMap { $0 }
        guard given.count <= 1 else {
            throw AWSError.invalidParameter(
                "TopicArn Reason: Only one of TopicArn, TargetArn and PhoneNumber is allowed")
        }
        guard input.phoneNumber == nil else {
            throw AWSError.invalidParameter("PhoneNumber Reason: Delivery by sms is not supported")
        }
        guard let text = given.first else {
            throw AWSError.invalidParameter("TopicArn or TargetArn Reason: no value for required parameter")
        }
        let parameter = input.topicArn == nil ? "TargetArn" : "TopicArn"
        let arn = try TopicARN(text, parameter: parameter, in: scope.region)
        return try topic(arn, "SNS:Publish", SNSConditions(), in: scope)
    }

    func publish(
        _ input: PublishInput, to topic: Authorized<LoadedTopic>, in scope: RequestScope
    ) async throws -> Change<PublishResponse> {
        let topic = topic.value.record
        let draft = try MessageDraft(input)
        let message = try await message(draft, to: topic, with: try await dataKey(of: topic, in: scope), in: scope)
        return Change { transaction in
            let receipt = try transaction.publish(message, to: topic)
            return PublishResponse(messageId: receipt.messageID, sequenceNumber: receipt.sequenceNumber)
        }
    }

    /// The key that seals the messages of one call; nil where the topic has none.
    func dataKey(of topic: TopicRecord, in scope: RequestScope) async throws -> DataKey? {
        guard let keyID = topic.settings.kmsKeyID else { return nil }
        return try await encryption.dataKey(keyID, for: topic.arn, in: scope)
    }

    /// The message as it goes into the outbox.
    func message(
        _ draft: MessageDraft, to topic: TopicRecord, with key: DataKey?, in scope: RequestScope
    ) async throws -> PublishedMessage {
        let id = scope.random.uuid()
        let deduplication = try draft.deduplication(in: topic)
        var message = OutboxMessage(.notification, id: id, topic: topic.arn, at: scope.now)
        message.subject = draft.subject
        message.isStructured = draft.isStructured
        message.attributes = draft.attributes
        message.group = topic.isFIFO ? draft.groupID : nil
        if let key {
            message.sealed = try encryption.seal(draft.message, of: id, with: key)
        } else {
            message.text = draft.message
        }
        return PublishedMessage(message: message, deduplication: deduplication)
    }
}

/// A message, and what a FIFO topic tells it apart by.
struct PublishedMessage: Sendable {
    var message: OutboxMessage
    let deduplication: String?
}

/// What a publisher is answered.
struct PublishReceipt: Sendable {
    let messageID: String
    let sequenceNumber: String?
}

extension WriteTransaction {
    /// Puts the message into the outbox, unless its FIFO topic has had it already.
    func publish(_ published: PublishedMessage, to topic: TopicRecord) throws -> PublishReceipt {
        guard try row(TopicRecord.kind, topic.key) != nil else { throw AWSError.topicNotFound }
        var message = published.message
        if let deduplication = published.deduplication, let group = message.group {
            let scope = topic.settings.throughputScope == "MessageGroup" ? group : ""
            let key = DeduplicationRecord.key(topic.arn, scope, deduplication)
            if let earlier = try get(DeduplicationRecord.self, key)?.record, message.time < earlier.expiresAt {
                return PublishReceipt(messageID: earlier.messageID, sequenceNumber: earlier.sequenceNumber)
            }
            message.sequenceNumber = try nextSequenceNumber(of: topic.arn)
            try put(
                DeduplicationRecord(
                    topic: topic.arn, scope: scope, id: deduplication, messageID: message.id,
                    sequenceNumber: message.sequenceNumber ?? "", expiresAt: message.time + SNSQuotas.deduplication))
        }
        try append([message.entry])
        return PublishReceipt(messageID: message.id, sequenceNumber: message.sequenceNumber)
    }

    private func nextSequenceNumber(of topic: TopicARN) throws -> String {
        var record =
            try get(SequenceRecord.self, TopicRecord.key(topic))?.record ?? SequenceRecord(topic: topic)
        record.last += 1
        try put(record)
        return record.text
    }
}
