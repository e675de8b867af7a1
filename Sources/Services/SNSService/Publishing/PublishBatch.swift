import AWSProtocols
import Essentials
import SNSModel
import ServiceKit
import Store

extension SNS {
    /// Publishes up to ten messages, each of which may fail by itself.
    func publishBatch(
        _ input: PublishBatchInput, to topic: Authorized<LoadedTopic>, in scope: RequestScope
    ) async throws -> Change<PublishBatchResponse> {
        let entries = input.publishBatchRequestEntries
        try Self.require(entries)
        let topic = topic.value.record
        let key = try await dataKey(of: topic, in: scope)
        var (messages, failed): ([(id: String, PublishedMessage)], [BatchResultErrorEntry]) = ([], [])
        for entry in entries {
            do {
                let draft = try MessageDraft(entry)
                messages.append((entry.id, try await message(draft, to: topic, with: key, in: scope)))
            } catch let error as AWSError {
                failed.append(
                    BatchResultErrorEntry(
                        id: entry.id, code: error.code(in: .query), senderFault: error.fault == .client,
                        message: error.message))
            }
        }
        return Change { [messages, failed] transaction in
            let successful = try messages.map { id, message in
                let receipt = try transaction.publish(message, to: topic)
                return PublishBatchResultEntry(
                    id: id, messageId: receipt.messageID, sequenceNumber: receipt.sequenceNumber)
            }
            return PublishBatchResponse(successful: successful, failed: failed)
        }
    }

    /// What makes the whole batch fail. Source: SNS API reference, PublishBatch.
    private static func require(_ entries: [PublishBatchRequestEntry]) throws(AWSError) {
        guard !entries.isEmpty else {
            throw AWSError(.emptyBatchRequestException, "The batch request doesn't contain any entries.")
        }
        guard entries.count <= SNSQuotas.batchEntries else {
            throw AWSError(
                .tooManyEntriesInBatchRequestException, "The batch request contains more entries than permissible.")
        }
        guard entries.allSatisfy({ isID($0.id) }) else {
            throw AWSError(
                .invalidBatchEntryIdException,
                "The Id of a batch entry in a batch request doesn't abide by the specification.")
        }
        guard Set(entries.map(\.id)).count == entries.count else {
            throw AWSError(
                .batchEntryIdsNotDistinctException,
                "Two or more batch entries in the request have the same Id.")
        }
        let size = entries.reduce(0) { $0 + $1.size }
        guard size <= SNSQuotas.messageSize else {
            throw AWSError(
                .batchRequestTooLongException,
                "The length of all the batch messages put together is more than the limit.")
        }
    }

    private static func isID(_ id: String) -> Bool {
        (1...80).contains(id.utf8.count) && id.utf8.allSatisfy(\.isLabelByte)
    }
}

extension PublishBatchRequestEntry {
    fileprivate var size: Int {
        (messageAttributes ?? [:]).reduce(message.utf8.count) { size, attribute in
            let value = attribute.value
            return size + attribute.key.utf8.count + value.dataType.utf8.count + (value.stringValue?.utf8.count ?? 0)
                + (value.binaryValue?.count ?? 0)
        }
    }
}
