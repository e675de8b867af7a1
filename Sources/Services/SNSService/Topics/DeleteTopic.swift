import AWSProtocols
import Essentials
import PolicyEngine
import SNSModel
import ServiceKit
import Store

extension SNS {
    /// The topic, or its name where there is none: deleting it again is no error.
    func topicToDelete(_ input: DeleteTopicInput, in scope: RequestScope) throws -> Target<TopicARN> {
        let arn = try TopicARN(input.topicArn, in: scope.region)
        let action: ActionName = "SNS:DeleteTopic"
        guard let topic = try topics.find(arn) else {
            return Target(arn, Self.check(action, arn, SNSConditions(), in: scope))
        }
        return Target(arn, Self.check(action, topic, SNSConditions(), in: scope))
    }

    /// Deletes the topic with its subscriptions and what was still on its way to them.
    func deleteTopic(
        _ input: DeleteTopicInput, _ arn: Authorized<TopicARN>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let arn = arn.value
        return Change { transaction in
            try transaction.delete(TopicRecord.self, TopicRecord.key(arn))
            try transaction.delete(SequenceRecord.self, TopicRecord.key(arn))
            for topic in [arn.description, "cancelled/\(arn)"] {
                try transaction.deleteSubscriptions(of: topic, in: arn)
            }
            return EmptyStructure()
        }
    }

    /// In order of name.
    func listTopics(
        _ input: ListTopicsInput, _: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListTopicsResponse {
        let query = RecordQuery(TopicRecord.kind, in: .region(scope.account, scope.region))
        let page: TokenPage<TopicRecord> = try await page(of: query, token: input.nextToken, for: scope)
        return ListTopicsResponse(
            topics: page.records.map { Topic(topicArn: $0.record.arn.description) }, nextToken: page.nextToken)
    }

    /// A page of stored records. Throws InvalidParameter for a token that this list has not given out.
    func page<Record: StoredRecord>(
        of query: RecordQuery, token: String?, for scope: RequestScope
    ) async throws -> TokenPage<Record> {
        do {
            return try await store.read { [pageTokens] transaction in
                try transaction.page(
                    Record.self, of: query, limit: SNSQuotas.page, token: token, tokens: pageTokens,
                    context: scope.account.description)
            }
        } catch StoreError.pageTokenRefused {
            throw AWSError.invalidNextToken
        }
    }
}

extension WriteTransaction {
    fileprivate func deleteSubscriptions(of topic: String, in arn: TopicARN) throws {
        while let found = try first(
            SubscriptionRecord.self, in: .region(arn.account, arn.region), where: .equals(.topic, .string(topic)))
        {
            // What is on its way is dropped once it is seen that nobody waits for it.
            try delete(SubscriptionRecord.self, found.record.key)
        }
    }
}
