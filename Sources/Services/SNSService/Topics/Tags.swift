import AWSProtocols
import PolicyEngine
import SNSModel
import ServiceKit

/// The tags of a topic, within AWS's rules. Source: SNS developer guide, "Amazon SNS topic tagging".
struct TagSet {
    let tags: [StoredTag]

    init(_ tags: [StoredTag]) { self.tags = tags }

    func adding(_ added: [Tag]) throws(AWSError) -> TagSet {
        guard Set(added.map(\.key)).count == added.count else {
            throw .invalidParameter("Tags Reason: Duplicated keys are not allowed.")
        }
        guard !added.contains(where: { $0.key.lowercased().hasPrefix("aws:") }) else {
            throw .invalidParameter("Tags Reason: Keys that begin with 'aws:' are reserved.")
        }
        var result = tags
        for tag in added {
            result.removeAll { $0.key == tag.key }
            result.append(StoredTag(key: tag.key, value: tag.value))
        }
        guard result.count <= SNSQuotas.tags else {
            throw AWSError(.tagLimitExceededException, "Could not complete request: tag quota of per resource exceeded")
        }
        return TagSet(result)
    }

    func removing(_ keys: [String]) -> TagSet { TagSet(tags.filter { !keys.contains($0.key) }) }
}

extension SNS {
    /// The topic that the input names, to be tagged or asked for its tags.
    func tagged<Input>(
        _ arn: KeyPath<Input, String> & Sendable, _ action: ActionName,
        conditions: @escaping Conditions<Input> = { _ in SNSConditions() }
    ) -> Lookup<Input, LoadedTopic> {
        { input, scope in
            let arn = try TopicARN(input[keyPath: arn], parameter: "ResourceArn", in: scope.region)
            return try topic(arn, action, conditions(input), or: .resourceNotFound, in: scope)
        }
    }

    func tagResource(
        _ input: TagResourceRequest, _ topic: Authorized<LoadedTopic>, in scope: RequestScope
    ) -> Change<TagResourceResponse> {
        changeTags(of: topic.value.arn, { try TagSet($0).adding(input.tags).tags }, answering: TagResourceResponse())
    }

    func untagResource(
        _ input: UntagResourceRequest, _ topic: Authorized<LoadedTopic>, in scope: RequestScope
    ) -> Change<UntagResourceResponse> {
        changeTags(of: topic.value.arn, { TagSet($0).removing(input.tagKeys).tags }, answering: UntagResourceResponse())
    }

    func listTagsForResource(
        _ input: ListTagsForResourceRequest, _ topic: Authorized<LoadedTopic>, in scope: RequestScope
    ) -> ListTagsForResourceResponse {
        ListTagsForResourceResponse(tags: topic.value.record.tags.map { Tag(key: $0.key, value: $0.value) })
    }

    private func changeTags<Output: Sendable>(
        of arn: TopicARN, _ body: @escaping @Sendable ([StoredTag]) throws -> [StoredTag], answering output: Output
    ) -> Change<Output> {
        Change { transaction in
            guard var record = try transaction.get(TopicRecord.self, TopicRecord.key(arn))?.record else {
                throw AWSError.resourceNotFound
            }
            record.tags = try body(record.tags)
            try transaction.put(record)
            return output
        }
    }
}
