import AWSProtocols
import Essentials
import LogsModel
import PolicyEngine
import ServiceKit
import Store

/// How an operation finds what it acts on, and what must be asked before it may.
typealias Lookup<Input, Resource: Sendable> = @Sendable (Input, RequestScope) async throws -> Target<Resource>

/// A stream and its group.
struct GroupStream: Sendable {
    let group: LogGroupRecord
    let stream: LogStreamRecord
}

extension Logs {
    /// No group in particular. Policies are asked about all of them.
    func anyGroup<Input>(_ action: ActionName) -> Lookup<Input, Void> {
        { _, scope in
            Target((), check(action, on: LogGroupRecord.arn(scope.account, scope.region, "") + ":log-stream:", scope))
        }
    }

    func group<Input>(
        _ name: @escaping @Sendable (Input) throws -> String, _ action: ActionName
    ) -> Lookup<Input, LogGroupRecord> {
        { input, scope in
            let name = try groupName(name(input), in: scope)
            let resource = LogGroupRecord.arn(scope.account, scope.region, name) + ":log-stream:"
            guard let group = try groups.group(scope.account, scope.region, name) else {
                throw TargetNotFound(.groupNotFound, check: try check(action, of: nil, on: resource, scope))
            }
            return Target(group, try check(action, of: group, on: resource, scope))
        }
    }

    /// A group that an input names by name or by ARN, and in one of the two members alone.
    func identifiedGroup<Input>(
        _ name: KeyPath<Input, String?> & Sendable, or identifier: KeyPath<Input, String?> & Sendable,
        _ action: ActionName
    ) -> Lookup<Input, LogGroupRecord> {
        group({ try Self.one(of: $0[keyPath: name], $0[keyPath: identifier]) }, action)
    }

    /// A stream that exists, or that is to be made in a group that exists.
    func stream<Input>(
        _ group: @escaping @Sendable (Input) throws -> String, _ stream: KeyPath<Input, String> & Sendable,
        _ action: ActionName
    ) -> Lookup<Input, GroupStream> {
        { input, scope in
            let group = try await groupOfStream(group, stream, action)(input, scope)
            let key = LogStreamRecord.key(
                scope.account, scope.region, group: group.resource.number, input[keyPath: stream])
            guard let check = group.checks.first, let record = try store.get(LogStreamRecord.self, key)?.record else {
                throw TargetNotFound(.streamNotFound, check: group.checks[0])
            }
            return Target(GroupStream(group: group.resource, stream: record), check)
        }
    }

    /// The group of the stream that an input names; policies are asked about the stream.
    func groupOfStream<Input>(
        _ group: @escaping @Sendable (Input) throws -> String, _ stream: KeyPath<Input, String> & Sendable,
        _ action: ActionName
    ) -> Lookup<Input, LogGroupRecord> {
        { input, scope in
            let name = try groupName(group(input), in: scope)
            let resource =
                LogGroupRecord.arn(scope.account, scope.region, name) + ":log-stream:" + input[keyPath: stream]
            guard let group = try groups.group(scope.account, scope.region, name) else {
                throw TargetNotFound(.groupNotFound, check: try check(action, of: nil, on: resource, scope))
            }
            return Target(group, try check(action, of: group, on: resource, scope))
        }
    }

    static func one(of name: String?, _ identifier: String?) throws(AWSError) -> String {
        switch (name, identifier) {
        case (let name?, nil): return name
        case (nil, let identifier?): return identifier
        case (nil, nil):
            throw .invalidParameter("Either logGroupName or logGroupIdentifier must be specified.")
        case (.some, .some):
            throw .invalidParameter("LogGroup name and LogGroup ARN are mutually exclusive parameters.")
        }
    }

    /// The name of a group that may be given as an ARN. A region answers for its own groups only, an account too.
    func groupName(_ identifier: String, in scope: RequestScope) throws(AWSError) -> String {
        guard identifier.hasPrefix("arn:") else { return identifier }
        guard let arn = ARN(identifier), arn.service == "logs", arn.resource.hasPrefix("log-group:") else {
            throw .invalidParameter("The specified log group identifier is invalid.")
        }
        guard arn.account == scope.account.description, arn.region == scope.region.description else {
            throw .groupNotFound
        }
        var name = arn.resource.dropFirst("log-group:".count)
        if name.hasSuffix(":*") { name = name.dropLast(2) }
        return String(name)
    }
}

extension Logs {
    func check(
        _ action: ActionName, on resource: String, _ scope: RequestScope,
        _ conditions: LogsConditions = LogsConditions()
    ) -> AccessCheck {
        AccessCheck(action: action, resource: resource, account: scope.account, conditionKeys: conditions.value)
    }

    /// The question about a group or a stream of it. Resource policies have a say where a service calls as itself.
    /// - Parameter group: nil where there is none of the name
    func check(
        _ action: ActionName, of group: LogGroupRecord?, on resource: String, _ scope: RequestScope,
        _ conditions: LogsConditions = LogsConditions()
    ) throws -> AccessCheck {
        var conditions = conditions
        conditions.resourceTags = group?.tags ?? [:]
        var check = check(action, on: resource, scope, conditions)
        if case .service = scope.caller.kind { check.resourcePolicy = try resourcePolicy(of: group, in: scope) }
        return check
    }
}
