import AWSProtocols
import Essentials
import SNSModel
import ServiceKit
import Store

extension SNS {
    /// The subscription that is to end. Its owner and its topic's need permission; others only follow the link, which
    /// needs no signature unless the confirmation has asked for one.
    func subscriptionToEnd(_ input: UnsubscribeInput, in scope: RequestScope) throws -> Target<SubscriptionARN> {
        let isSigned = !scope.isAnonymous
        let arn = try SubscriptionARN(input.subscriptionArn, in: isSigned ? scope.region : nil)
        let check = isSigned ? [Self.check("SNS:Unsubscribe", arn, account: scope.account)] : []
        guard let record = try find(arn), record.state != .cancelled else {
            if let check = check.first { throw TargetNotFound(.subscriptionNotFound, check: check) }
            throw AWSError.subscriptionNotFound
        }
        guard !record.authenticatesUnsubscribe || isSigned && record.isOwned(by: scope.account) else {
            throw AWSError.accessDenied(
                "The subscription can be ended by a signed call of its owner or its topic's alone")
        }
        return Self.linked(arn, check)
    }

    func unsubscribe(
        _ input: UnsubscribeInput, _ arn: Authorized<SubscriptionARN>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let arn = arn.value
        return Change { transaction in
            guard
                var record = try transaction.get(SubscriptionRecord.self, SubscriptionRecord.key(arn.topic, arn.id))?
                    .record, record.state != .cancelled
            else { throw AWSError.subscriptionNotFound }
            guard record.state == .confirmed else {
                throw AWSError.invalidParameter("SubscriptionArn Reason: The subscription is pending confirmation")
            }
            if scope.isAnonymous || !record.isOwned(by: scope.account) {
                record.state = .cancelled
                record.expiresAt = scope.now + SNSQuotas.confirmation
                try transaction.put(record)
                try transaction.append([OutboxMessage.cancellation(of: record, at: scope.now).entry])
            } else {
                try transaction.delete(SubscriptionRecord.self, record.key)
            }
            if var topic = try transaction.get(TopicRecord.self, TopicRecord.key(arn.topic))?.record {
                topic.deletedSubscriptions += 1
                try transaction.put(topic)
            }
            return EmptyStructure()
        }
    }
}

extension SubscriptionRecord {
    fileprivate func isOwned(by account: AccountID) -> Bool { [owner, topic.account].contains(account) }
}
