import AWSProtocols
import Essentials
import ServiceKit
import Store

/// What became of an attempt.
enum DeliveryOutcome: Hashable, Sendable {
    case delivered
    /// To be tried again.
    case failed(retryAfter: TimeSpan)
    /// Tried as often as the policy says.
    case givenUp
    /// Refused by the endpoint, or nobody's any more.
    case dropped
}

/// One attempt to deliver one message to one subscription.
struct DeliveryAttempt: Sendable {
    let store: any Store
    let documents: DocumentWriter
    let encryption: MessageEncryption
    let outbound: any OutboundHTTP
    let mail: any MailSending

    /// How long an endpoint may take. Source: SNS developer guide, "Fanout Amazon SNS notifications to HTTPS endpoints":
    /// a response is expected within 15 seconds.
    static let timeout = Duration.seconds(15)

    func run(_ delivery: DeliveryRecord, at now: Timestamp) async -> DeliveryOutcome {
        let policy: DeliveryPolicy
        let isMail: Bool
        do {
            guard let order = try await order(of: delivery, at: now) else { return .dropped }
            (policy, isMail) = (order.policy, order.subscription.endpoint.protocol.isMail)
            switch try await send(order) {
            case .delivered: return .delivered
            case .refused: return .dropped
            case .unavailable: break
            }
        } catch {
            // What is in the way here, such as a KMS key that is disabled, may be out of it again later.
            return Self.retry(RetryPolicy.mail, after: delivery.attempts)
        }
        return Self.retry(isMail ? .mail : policy.retry ?? RetryPolicy(), after: delivery.attempts)
    }

    private static func retry(_ policy: RetryPolicy, after attempts: Int) -> DeliveryOutcome {
        policy.delay(beforeRetry: attempts + 1).map { .failed(retryAfter: $0) } ?? .givenUp
    }

    /// How often the subscription takes messages; nil where that is not limited.
    func rate(of delivery: DeliveryRecord) -> Int? {
        guard let subscription = try? store.get(SubscriptionRecord.self, delivery.subscription)?.record else {
            return nil
        }
        let topic = try? store.get(TopicRecord.self, TopicRecord.key(delivery.topic))?.record
        return DeliveryPolicy.effective(topic?.settings, subscription.settings).maximumReceivesPerSecond
    }

    /// What is to be sent; nil where nobody waits for it.
    private func order(of delivery: DeliveryRecord, at now: Timestamp) async throws -> DeliveryOrder? {
        let found = try await store.read { transaction -> (SubscriptionRecord, TopicRecord, OutboxMessage)? in
            guard let subscription = try transaction.get(SubscriptionRecord.self, delivery.subscription)?.record,
                let topic = try transaction.get(TopicRecord.self, TopicRecord.key(delivery.topic))?.record,
                let record = try transaction.journal(OutboxMessage.stream, after: delivery.entry - 1, limit: 1).first,
                record.sequence == delivery.entry
            else { return nil }
            return (subscription, topic, try OutboxMessage(record.entry))
        }
        guard let (subscription, topic, message) = found, subscription.expects(message.kind) else { return nil }
        var body = message.text ?? ""
        if let sealed = message.sealed {
            body = try await encryption.open(sealed, of: message.id, in: message.topic, at: now)
            guard subscription.takes(message, body: body) else { return nil }
        }
        return DeliveryOrder(
            message: message, body: message.text(for: subscription.endpoint.protocol.rawValue, in: body),
            subscription: subscription, topic: topic, now: now)
    }

    private func send(_ order: DeliveryOrder) async throws -> DeliveryReply {
        switch order.subscription.endpoint.protocol {
        case .http, .https: try await post(order)
        case .email, .emailJSON: try await post(try await documents.mail(order))
        }
    }

    private func post(_ mail: OutboundMail) async throws -> DeliveryReply {
        do {
            try await self.mail.send(mail)
            return .delivered
        } catch MailError.refused {
            return .refused
        } catch { return .unavailable }
    }

    private func post(_ order: DeliveryOrder) async throws -> DeliveryReply {
        guard let url = EndpointURL(order.subscription.endpoint.text) else { return .refused }
        let request = OutboundRequest(
            url.scheme, method: "POST", host: url.host, port: url.port, target: url.target,
            headers: documents.headers(order), body: try await documents.body(order), timeout: Self.timeout)
        do {
            let status = try await outbound.send(request).status
            // Source: SNS developer guide, "Amazon SNS message delivery retries".
            return (200..<300).contains(status) ? .delivered : status >= 500 || status == 429 ? .unavailable : .refused
        } catch { return .unavailable }
    }
}

/// What an endpoint has said.
private enum DeliveryReply {
    case delivered
    case refused
    case unavailable
}

/// A message and where it is to go.
struct DeliveryOrder: Sendable {
    let message: OutboxMessage
    /// In the clear, and the text for the subscription's protocol.
    let body: String
    let subscription: SubscriptionRecord
    let topic: TopicRecord
    let now: Timestamp

    var policy: DeliveryPolicy { .effective(topic.settings, subscription.settings) }
    /// Whether the body goes as it is, without a document around it.
    var isRaw: Bool { subscription.settings.isRaw && message.kind == .notification }
}

extension SubscriptionRecord {
    fileprivate func expects(_ kind: OutboxMessage.Kind) -> Bool {
        switch kind {
        case .notification: state == .confirmed
        case .confirmation: state == .pending
        case .cancellation: state == .cancelled
        }
    }
}
