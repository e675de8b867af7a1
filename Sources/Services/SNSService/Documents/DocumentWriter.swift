import Essentials
import KeyEngine
import ServiceKit

/// Writes messages as endpoints get them. Source: SNS developer guide, "Parsing Amazon SNS message formats".
struct DocumentWriter: Sendable {
    let links: MessageLinks
    let keys: SigningKeys
    let tokens: ConfirmationTokens

    /// The body of a request to an HTTP endpoint.
    func body(_ order: DeliveryOrder) async throws -> [UInt8] {
        if order.isRaw { return Array(order.body.utf8) }
        return Array(try await document(order).utf8)
    }

    func headers(_ order: DeliveryOrder) -> [(name: String, value: String)] {
        let subscription = order.subscription
        var headers = [
            ("x-amz-sns-message-type", order.message.kind.type), ("x-amz-sns-message-id", order.message.id),
            ("x-amz-sns-topic-arn", order.topic.arn.description),
        ]
        if order.message.kind != .confirmation {
            headers.append(("x-amz-sns-subscription-arn", subscription.arn))
        }
        if order.isRaw { headers.append(("x-amz-sns-rawdelivery", "true")) }
        let type = order.policy.contentType ?? DeliveryPolicy.standardContentType
        headers.append(("Content-Type", type))
        headers.append(("User-Agent", "Amazon Simple Notification Service Agent"))
        return headers
    }

    /// The signed JSON document.
    func document(_ order: DeliveryOrder) async throws -> String {
        var members = try members(order)
        let version = order.topic.settings.signatureVersion ?? 1
        let key = try await keys.current(at: order.now)
        let text = Self.signedText(members, of: order.message.kind)
        let signature = try await SlowWork.run {
            try key.key.sign(Array(text.utf8), hash: version == 2 ? .sha256 : .sha1)
        }
        members += [
            ("SignatureVersion", .string(String(version))), ("Signature", .string(Base64.encode(signature))),
            ("SigningCertURL", .string(links.certificate(key.record.id))),
        ]
        if order.message.kind == .notification {
            members.append(("UnsubscribeURL", .string(links.cancellation(of: order.subscription))))
            let attributes = order.message.attributes.map { attribute in
                JSON.Object.Member(
                    name: attribute.name, value: ["Type": .string(attribute.type), "Value": .string(attribute.value)])
            }
            if !attributes.isEmpty, !order.message.isStructured {
                members.append(("MessageAttributes", .object(JSON.Object(attributes))))
            }
        }
        return "{\n" + members.map { "  \(JSON.string($0).text) : \($1.text)" }.joined(separator: ",\n") + "\n}"
    }

    /// All that comes before the signature, in AWS's order.
    private func members(_ order: DeliveryOrder) throws -> [(String, JSON)] {
        let message = order.message
        let head: [(String, JSON)] = [("Type", .string(message.kind.type)), ("MessageId", .string(message.id))]
        let topic: (String, JSON) = ("TopicArn", .string(order.topic.arn.description))
        let time: (String, JSON) = ("Timestamp", .string(CivilTime(message.time).iso8601WithMilliseconds))
        guard message.kind != .notification else {
            let sequence = message.sequenceNumber.map { [("SequenceNumber", JSON.string($0))] } ?? []
            let subject = message.subject.map { [("Subject", JSON.string($0))] } ?? []
            return head + sequence + [topic] + subject + [("Message", .string(order.body)), time]
        }
        let token = try token(for: order)
        return head + [
            ("Token", .string(token)), topic, ("Message", .string(text(order))),
            ("SubscribeURL", .string(links.confirmation(of: order.topic.arn, with: token))), time,
        ]
    }

    func token(for order: DeliveryOrder) throws -> String {
        let expiry = order.subscription.expiresAt ?? order.now + SNSQuotas.confirmation
        return try tokens.token(for: order.subscription, until: expiry)
    }

    private func text(_ order: DeliveryOrder) -> String {
        if order.message.kind == .confirmation {
            return
                "You have chosen to subscribe to the topic \(order.topic.arn).\nTo confirm the subscription, visit the "
                + "SubscribeURL included in this message."
        }
        return "You have chosen to deactivate subscription \(order.subscription.arn).\nTo cancel this operation and "
            + "restore the subscription, visit the SubscribeURL included in this message."
    }

    /// Names and values, a line each, in order of name.
    /// Source: SNS developer guide, "Verifying the signatures of Amazon SNS messages".
    private static func signedText(_ members: [(String, JSON)], of kind: OutboxMessage.Kind) -> String {
        let names =
            kind == .notification
            ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
            : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        return names.compactMap { name in
            members.first { $0.0 == name }?.1.string.map { "\(name)\n\($0)\n" }
        }.joined()
    }
}

extension OutboxMessage.Kind {
    /// As documents name it.
    fileprivate var type: String {
        switch self {
        case .notification: "Notification"
        case .confirmation: "SubscriptionConfirmation"
        case .cancellation: "UnsubscribeConfirmation"
        }
    }
}
