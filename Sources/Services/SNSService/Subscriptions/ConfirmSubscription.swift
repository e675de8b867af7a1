import AWSProtocols
import Essentials
import PolicyEngine
import SNSModel
import ServiceKit
import Store

extension SNS {
    /// The subscription that a token is for. Whoever has it needs no signature.
    func subscriptionToConfirm(
        _ input: ConfirmSubscriptionInput, in scope: RequestScope
    ) throws -> Target<SubscriptionARN> {
        let isSigned = !scope.isAnonymous
        let topic = try TopicARN(input.topicArn, in: isSigned ? scope.region : nil)
        guard let claims = tokens.open(input.token), claims.subscription.topic == topic else {
            throw AWSError.invalidParameter("Token")
        }
        guard scope.now < claims.expiresAt else { throw AWSError.invalidParameter("Token Reason: Token expired") }
        let checks =
            isSigned ? [Self.check("SNS:ConfirmSubscription", claims.subscription, account: scope.account)] : []
        return Self.linked(claims.subscription, checks)
    }

    /// A subscription that a link in a message names: where no signature tells who calls, it is nobody, in the topic's
    /// account and region.
    static func linked(_ arn: SubscriptionARN, _ checks: [AccessCheck]) -> Target<SubscriptionARN> {
        var target = Target(arn, checks: checks, provenCaller: .stranger(to: arn.topic))
        target.region = arn.topic.region
        return target
    }

    func confirmSubscription(
        _ input: ConfirmSubscriptionInput, _ arn: Authorized<SubscriptionARN>, in scope: RequestScope
    ) throws -> Change<ConfirmSubscriptionResponse> {
        let arn = arn.value
        let isSigned = !scope.isAnonymous
        guard let authenticates = Bool(input.authenticateOnUnsubscribe ?? "false") else {
            throw AWSError.invalidParameter("AuthenticateOnUnsubscribe")
        }
        return Change { transaction in
            let key = SubscriptionRecord.key(arn.topic, arn.id)
            guard var record = try transaction.get(SubscriptionRecord.self, key)?.record,
                try transaction.get(TopicRecord.self, TopicRecord.key(arn.topic)) != nil
            else { throw AWSError.subscriptionNotFound }
            if record.state != .confirmed {
                record.state = .confirmed
                record.expiresAt = nil
                record.isConfirmationAuthenticated = isSigned
                record.authenticatesUnsubscribe = isSigned && authenticates
                do {
                    try transaction.put(record)
                } catch StoreError.uniqueViolation {
                    // Somebody has subscribed the endpoint anew since this subscription was ended.
                    throw AWSError.subscriptionNotFound
                }
            }
            return ConfirmSubscriptionResponse(subscriptionArn: record.arn)
        }
    }
}

extension RequestScope {
    var isAnonymous: Bool { caller.kind == .anonymous }
}

extension Caller {
    fileprivate static func stranger(to topic: TopicARN) -> Caller {
        Caller(
            kind: .anonymous, account: topic.account, principalID: "ANONYMOUS_PRINCIPAL", arn: "anonymous",
            accessKeyID: "")
    }
}
