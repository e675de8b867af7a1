import Essentials
import SNSModel
import ServiceKit
import Store

extension SNS {
    /// The account's own, whoever's topics they are to.
    func listSubscriptions(
        _ input: ListSubscriptionsInput, _: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListSubscriptionsResponse {
        let own = Predicate.equals(.owner, .string(SubscriptionRecord.owner(scope.account, scope.region)))
        let query = RecordQuery(SubscriptionRecord.kind, in: .everywhere, where: own)
        let page: TokenPage<SubscriptionRecord> = try await page(of: query, token: input.nextToken, for: scope)
        return ListSubscriptionsResponse(
            subscriptions: page.records.map { Subscription($0.record) }, nextToken: page.nextToken)
    }

    func listSubscriptionsByTopic(
        _ input: ListSubscriptionsByTopicInput, _ topic: Authorized<LoadedTopic>, in scope: RequestScope
    ) async throws -> ListSubscriptionsByTopicResponse {
        let arn = topic.value.arn
        let query = RecordQuery(
            SubscriptionRecord.kind, in: .region(arn.account, arn.region),
            where: .equals(.topic, .string(arn.description)))
        let page: TokenPage<SubscriptionRecord> = try await page(of: query, token: input.nextToken, for: scope)
        return ListSubscriptionsByTopicResponse(
            subscriptions: page.records.map { Subscription($0.record) }, nextToken: page.nextToken)
    }
}

extension Subscription {
    fileprivate init(_ record: SubscriptionRecord) {
        self.init(
            subscriptionArn: record.state == .pending ? "PendingConfirmation" : record.arn,
            owner: record.owner.description, protocol: record.endpoint.protocol.rawValue,
            endpoint: record.endpoint.text,
            topicArn: record.topic.description)
    }
}
