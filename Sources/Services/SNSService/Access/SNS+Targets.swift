import AWSProtocols
import Essentials
import PolicyEngine
import SNSModel
import ServiceKit
import Store

/// How an operation finds what it acts on, and what must be asked before it may.
typealias Lookup<Input, Resource: Sendable> = @Sendable (Input, RequestScope) async throws -> Target<Resource>

/// What an input gives to the condition keys.
typealias Conditions<Input> = @Sendable (Input) -> SNSConditions

extension SNS {
    /// The CloudFormation types, for audit records.
    static let topicType = "AWS::SNS::Topic"
    static let subscriptionType = "AWS::SNS::Subscription"

    /// The topic that the input names.
    func topic<Input>(
        _ arn: KeyPath<Input, String> & Sendable, _ action: ActionName,
        conditions: @escaping Conditions<Input> = { _ in SNSConditions() }
    ) -> Lookup<Input, LoadedTopic> {
        { input, scope in
            try topic(TopicARN(input[keyPath: arn], in: scope.region), action, conditions(input), in: scope)
        }
    }

    /// - Parameter error: what a caller whom the policies would have let act is told where there is none
    func topic(
        _ arn: TopicARN, _ action: ActionName, _ conditions: SNSConditions, or error: AWSError = .topicNotFound,
        in scope: RequestScope
    ) throws -> Target<LoadedTopic> {
        guard let topic = try topics.find(arn) else {
            throw TargetNotFound(error, check: Self.check(action, arn, conditions, in: scope))
        }
        return Target(topic, Self.check(action, topic, conditions, in: scope))
    }

    static func check(
        _ action: ActionName, _ topic: LoadedTopic, _ conditions: SNSConditions, in scope: RequestScope
    ) -> AccessCheck {
        var conditions = conditions
        conditions.resourceTags = topic.record.tags
        return check(action, topic.arn, policy: topic.policy, conditions, in: scope)
    }

    static func check(
        _ action: ActionName, _ arn: TopicARN, policy: AttachedPolicy? = nil, _ conditions: SNSConditions,
        in scope: RequestScope
    ) -> AccessCheck {
        var conditions = conditions
        // A service says for whom it calls by aws:SourceAccount; the policy that a topic comes with lets none in.
        if case .service = scope.caller.kind {} else { conditions.sourceOwner = scope.account.description }
        return AccessCheck(
            action: action, resource: arn.description, account: arn.account, policy: policy, auditType: topicType,
            conditionKeys: conditions.value)
    }

    /// Nothing in particular: all that the account has in the region.
    func everything<Input>(_ action: ActionName) -> Lookup<Input, Void> {
        { _, scope in
            Target(
                (),
                AccessCheck(
                    action: action, resource: "arn:aws:sns:\(scope.region):\(scope.account):*", account: scope.account))
        }
    }

    /// The subscription that the input names, for its owner and its topic's.
    func subscription<Input>(
        _ arn: KeyPath<Input, String> & Sendable, _ action: ActionName
    ) -> Lookup<Input, SubscriptionRecord> {
        { input, scope in
            let arn = try SubscriptionARN(input[keyPath: arn], in: scope.region)
            guard let record = try find(arn), record.state != .cancelled else {
                throw TargetNotFound(.subscriptionNotFound, check: Self.check(action, arn, account: arn.topic.account))
            }
            let isOwners = [record.owner, arn.topic.account].contains(scope.account)
            return Target(record, Self.check(action, arn, account: isOwners ? scope.account : record.owner))
        }
    }

    static func check(_ action: ActionName, _ arn: SubscriptionARN, account: AccountID) -> AccessCheck {
        AccessCheck(action: action, resource: arn.description, account: account, auditType: subscriptionType)
    }

    func find(_ arn: SubscriptionARN) throws -> SubscriptionRecord? {
        try store.get(SubscriptionRecord.self, SubscriptionRecord.key(arn.topic, arn.id))?.record
    }
}

extension SNS {
    /// What a call of this action on this topic would ask, its policy included.
    public func accessCheck(
        _ action: ActionName, on resource: String, in scope: RequestScope
    ) async throws -> AccessCheck? {
        guard let arn = TopicARN(resource), let topic = try topics.find(arn) else { return nil }
        return Self.check(action, topic, SNSConditions(), in: scope)
    }
}
