import AWSProtocols
import Essentials
import LogsModel
import PolicyEngine
import ServiceKit
import Store

/// The rules for tags of a log group. Source: user guide, "Tag log groups in Amazon CloudWatch Logs".
enum TagSet {
    /// Throws InvalidParameterException.
    static func check(_ tags: [String: String]) throws(AWSError) {
        for key in tags.keys where key.lowercased().hasPrefix("aws:") {
            throw .invalidParameter("The tag key '\(key)' is invalid: keys that begin with aws: are reserved.")
        }
    }
}

extension Logs {
    /// The group of an ARN. Policies for tagging know it without `:*`.
    func taggedGroup<Input>(
        _ arn: KeyPath<Input, String> & Sendable, _ action: ActionName,
        _ conditions: @escaping @Sendable (Input) -> LogsConditions = { _ in LogsConditions() }
    ) -> Lookup<Input, LogGroupRecord> {
        { input, scope in
            let text = input[keyPath: arn]
            guard let arn = ARN(text), arn.service == "logs", arn.resource.hasPrefix("log-group:") else {
                throw AWSError.invalidParameter("The specified resource ARN '\(text)' is invalid.")
            }
            let name = try groupName(text, in: scope)
            let resource = LogGroupRecord.arn(scope.account, scope.region, name)
            let group = try groups.group(scope.account, scope.region, name)
            let check = try check(action, of: group, on: resource, scope, conditions(input))
            guard let group else { throw TargetNotFound(.groupNotFound, check: check) }
            return Target(group, check)
        }
    }

    /// The same of the older operations, which take a name.
    func taggedGroupByName<Input>(
        _ name: KeyPath<Input, String> & Sendable, _ action: ActionName,
        _ conditions: @escaping @Sendable (Input) -> LogsConditions = { _ in LogsConditions() }
    ) -> Lookup<Input, LogGroupRecord> {
        { input, scope in
            let group = try groups.group(scope.account, scope.region, input[keyPath: name])
            let resource = LogGroupRecord.arn(scope.account, scope.region, input[keyPath: name]) + ":log-stream:"
            let check = try check(action, of: group, on: resource, scope, conditions(input))
            guard let group else { throw TargetNotFound(.groupNotFound, check: check) }
            return Target(group, check)
        }
    }

    func tagResource(
        _ input: TagResourceRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let tooMany = AWSError(
            LogsErrorCode.tooManyTagsException, "A resource can have no more than \(LogsQuotas.tags) tags.",
            fields: ["resourceName": .string(input.resourceArn)])
        return try add(input.tags, to: group, orRefuse: tooMany)
    }

    func tagLogGroup(
        _ input: TagLogGroupRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let tooMany = AWSError.invalidParameter("A resource can have no more than \(LogsQuotas.tags) tags.")
        return try add(input.tags, to: group, orRefuse: tooMany)
    }

    private func add(
        _ tags: [String: String], to group: Authorized<LogGroupRecord>, orRefuse refusal: AWSError
    ) throws -> Change<EmptyStructure> {
        try TagSet.check(tags)
        return change(group) { group in
            group.tags.merge(tags) { _, new in new }
            guard group.tags.count <= LogsQuotas.tags else { throw refusal }
        }
    }

    func untagResource(
        _ input: UntagResourceRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(group) { group in for key in input.tagKeys { group.tags[key] = nil } }
    }

    func untagLogGroup(
        _ input: UntagLogGroupRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(group) { group in for key in input.tags { group.tags[key] = nil } }
    }

    func listTagsForResource(
        _ input: ListTagsForResourceRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) -> ListTagsForResourceResponse {
        ListTagsForResourceResponse(tags: group.value.tags)
    }

    func listTagsLogGroup(
        _ input: ListTagsLogGroupRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) -> ListTagsLogGroupResponse {
        ListTagsLogGroupResponse(tags: group.value.tags)
    }
}
