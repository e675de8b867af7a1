import AWSProtocols
import Essentials

/// How HTTP endpoints are delivered to: retries, rate and content type. Each part is nil where nobody has set it.
///
/// Source: SNS developer guide, "Creating an HTTP/S delivery policy".
struct DeliveryPolicy: Hashable, Sendable {
    var retry: RetryPolicy?
    var maximumReceivesPerSecond: Int?
    var contentType: String?
    var disablesOverrides = false

    static let standardContentType = "text/plain; charset=UTF-8"

    /// Of a topic, from its attribute. Throws InvalidParameter.
    init(ofTopic text: String?) throws(AWSError) {
        guard let text else { return }
        guard let http = try DeliveryPolicyReader.object(text)["http"] else {
            throw DeliveryPolicyReader.failure("http is missing")
        }
        let reader = DeliveryPolicyReader(allowsAnyContentType: false)
        retry = try reader.retry(http["defaultHealthyRetryPolicy"])
        maximumReceivesPerSecond = try reader.rate(http["defaultThrottlePolicy"])
        contentType = try reader.contentType(http["defaultRequestPolicy"])
        disablesOverrides = http["disableSubscriptionOverrides"]?.bool ?? false
    }

    /// Of a subscription, from its attribute. Throws InvalidParameter.
    init(ofSubscription text: String?, isRaw: Bool) throws(AWSError) {
        guard let text else { return }
        let policy = try DeliveryPolicyReader.object(text)
        let reader = DeliveryPolicyReader(allowsAnyContentType: isRaw)
        retry = try reader.retry(policy["healthyRetryPolicy"])
        maximumReceivesPerSecond = try reader.rate(policy["throttlePolicy"])
        contentType = try reader.contentType(policy["requestPolicy"])
    }

    /// This one of a topic, with what a subscription has to say over it.
    func overridden(by subscription: DeliveryPolicy) -> DeliveryPolicy {
        guard !disablesOverrides else { return self }
        var policy = self
        policy.retry = subscription.retry ?? retry
        policy.maximumReceivesPerSecond = subscription.maximumReceivesPerSecond ?? maximumReceivesPerSecond
        policy.contentType = subscription.contentType ?? contentType
        return policy
    }

    /// Of a message that goes to a subscription. Policies were checked when they were put.
    static func effective(_ topic: TopicSettings?, _ subscription: SubscriptionSettings) -> DeliveryPolicy {
        let topicPolicy = try? DeliveryPolicy(ofTopic: topic?.deliveryPolicy)
        let own = try? DeliveryPolicy(ofSubscription: subscription.deliveryPolicy, isRaw: subscription.isRaw)
        let standing = topicPolicy ?? DeliveryPolicy()
        return own.map(standing.overridden) ?? standing
    }

    init() {}

    /// As `EffectiveDeliveryPolicy` of a topic shows it.
    var topicText: String {
        let http: JSON = [
            "defaultHealthyRetryPolicy": (retry ?? RetryPolicy()).json,
            "disableSubscriptionOverrides": .bool(disablesOverrides),
            "defaultRequestPolicy": ["headerContentType": .string(contentType ?? Self.standardContentType)],
        ]
        guard let rate = maximumReceivesPerSecond, var object = http.object else { return JSON(["http": http]).text }
        object["defaultThrottlePolicy"] = ["maxReceivesPerSecond": .integer(Int64(rate))]
        return JSON(["http": .object(object)]).text
    }

    /// As `EffectiveDeliveryPolicy` of a subscription shows it.
    var subscriptionText: String {
        let throttle = maximumReceivesPerSecond.map { JSON(["maxReceivesPerSecond": .integer(Int64($0))]) }
        let policy: JSON = [
            "healthyRetryPolicy": (retry ?? RetryPolicy()).json, "sicklyRetryPolicy": nil,
            "throttlePolicy": throttle ?? .null,
            "requestPolicy": ["headerContentType": .string(contentType ?? Self.standardContentType)],
            "guaranteed": false,
        ]
        return policy.text
    }
}

extension JSON {
    fileprivate init(_ object: JSON.Object) { self = .object(object) }
}

extension RetryPolicy {
    fileprivate var json: JSON {
        [
            "minDelayTarget": .integer(Int64(minimumDelay)), "maxDelayTarget": .integer(Int64(maximumDelay)),
            "numRetries": .integer(Int64(retries)), "numMaxDelayRetries": .integer(Int64(maximumDelayRetries)),
            "numNoDelayRetries": .integer(Int64(immediateRetries)),
            "numMinDelayRetries": .integer(Int64(minimumDelayRetries)),
            "backoffFunction": .string(backoff.rawValue),
        ]
    }
}
