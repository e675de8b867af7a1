import AWSProtocols
import Essentials
import SNSModel
import ServiceKit
import Store

extension SNS {
    /// Subscribes an endpoint, which is asked first whether it wants to be told. Asked for once more, it is asked again.
    func subscribe(
        _ input: SubscribeInput, to topic: Authorized<LoadedTopic>, in scope: RequestScope
    ) async throws -> Change<SubscribeResponse> {
        let topic = topic.value
        let endpoint = try Endpoint(input.protocol, input.endpoint)
        guard !endpoint.protocol.isMail || mail.isConfigured else {
            throw AWSError.invalidParameter("Protocol Reason: Delivery by \(input.protocol) is not configured")
        }
        var record = SubscriptionRecord(
            topic: topic.arn, id: scope.random.uuid(), owner: scope.account, endpoint: endpoint, createdAt: scope.now,
            expiresAt: scope.now + SNSQuotas.confirmation)
        for name in (input.attributes ?? [:]).keys.sorted() {
            try record.set(name, to: input.attributes?[name], parameter: "Attributes")
        }
        try record.requireConsistent()
        return Change { [record] transaction in
            try transaction.subscribe(record, now: scope.now, showsARN: input.returnSubscriptionArn == true)
        }
    }
}

extension WriteTransaction {
    fileprivate func subscribe(
        _ asked: SubscriptionRecord, now: Timestamp, showsARN: Bool
    ) throws -> SubscribeResponse {
        guard try get(TopicRecord.self, TopicRecord.key(asked.topic)) != nil else { throw AWSError.topicNotFound }
        let place = Predicate.equals(.endpoint, .string(SubscriptionRecord.endpoint(asked.topic, asked.endpoint)))
        let region = RecordScope.region(asked.topic.account, asked.topic.region)
        var record = asked
        if let existing = try first(SubscriptionRecord.self, in: region, where: place)?.record {
            guard existing.settings == asked.settings else {
                throw AWSError.invalidParameter(
                    "Attributes Reason: Subscription already exists with different attributes")
            }
            guard existing.state == .pending else { return SubscribeResponse(subscriptionArn: existing.arn) }
            record = existing
            record.expiresAt = asked.expiresAt
        } else {
            try requireRoom(for: record, in: region)
        }
        try put(record)
        try append([try OutboxMessage.confirmation(of: record, at: now).entry])
        return SubscribeResponse(subscriptionArn: showsARN ? record.arn : "pending confirmation")
    }

    private func requireRoom(for record: SubscriptionRecord, in region: RecordScope) throws {
        let topic = Predicate.equals(.pending, .string(record.topic.description))
        guard try count(SubscriptionRecord.self, in: region, where: topic) < SNSQuotas.pendingSubscriptions else {
            throw AWSError(.subscriptionLimitExceededException, "Subscription limit exceeded")
        }
        if record.settings.filterPolicy != nil { try requireRoomForFilter(of: record) }
    }

    /// Throws FilterPolicyLimitExceeded where topic or account have as many filter policies as they can.
    func requireRoomForFilter(of record: SubscriptionRecord) throws {
        let limits = [
            (record.topic.description, SNSQuotas.filterPoliciesOfTopic),
            (record.owner.description, SNSQuotas.filterPoliciesOfAccount),
        ]
        for (place, limit) in limits {
            let filtered = Predicate.equals(.filtered, .string(place))
            guard try count(SubscriptionRecord.self, in: .everywhere, where: filtered) < limit else {
                throw AWSError(.filterPolicyLimitExceededException, "Filter policy limit exceeded")
            }
        }
    }
}
