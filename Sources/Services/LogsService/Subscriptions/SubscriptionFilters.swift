import AWSProtocols
import Essentials
import LogsModel
import PolicyEngine
import ServiceKit
import Store

extension Logs {
    /// The group; and where the filter is to act in a role, that role too.
    func subscribedGroup(
        _ input: PutSubscriptionFilterRequest, in scope: RequestScope
    ) async throws -> Target<LogGroupRecord> {
        var target = try await group(
            { (input: PutSubscriptionFilterRequest) in input.logGroupName }, "logs:PutSubscriptionFilter")(input, scope)
        if let role = input.roleArn {
            let account = ARN(role).flatMap { AccountID($0.account) } ?? scope.account
            target.checks.append(
                AccessCheck(
                    action: "iam:PassRole", resource: role, account: account,
                    conditionKeys: { $0 == "iam:passedtoservice" ? .one(Self.principal) : nil }))
        }
        return target
    }

    func putSubscriptionFilter(
        _ input: PutSubscriptionFilterRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        let group = group.value
        guard group.groupClass == .standard else { throw AWSError.notOfClass(group) }
        guard input.applyOnTransformedLogs != true, input.fieldSelectionCriteria?.isEmpty ?? true,
            input.emitSystemFields?.isEmpty ?? true
        else { throw AWSError.invalidParameter("The log group has no log transformer and no centralized log data.") }
        guard !input.filterName.utf8.contains(0) else { throw AWSError.invalidParameter("The filter name is invalid.") }
        try Self.requireTopic(input.destinationArn, in: scope)
        let record = SubscriptionFilterRecord(
            account: group.account, region: group.region, group: group.number, groupName: group.name,
            name: input.filterName, pattern: input.filterPattern, destinationARN: input.destinationArn,
            roleARN: input.roleArn, distribution: input.distribution ?? .byLogStream, createdAt: scope.now)
        let compiled = try CompiledSubscription(record)
        try await requireReachable(record, in: group)
        return Change { transaction in
            _ = try transaction.current(group)
            let filters = try GroupFilters(of: group, in: transaction)
            let others = filters.subscriptions.filter { $0.record.name != record.name }
            guard others.count < LogsQuotas.subscriptionFilters else { throw AWSError.limitExceeded }
            let replaced = filters.subscriptions.first { $0.record.name == record.name }
            try Self.requireRegexRoom(in: filters, for: compiled.regexCount, instead: replaced?.regexCount ?? 0)
            try transaction.put(record)
            return EmptyStructure()
        }
    }

    /// Streams, delivery streams, functions and logical destinations are not here, and are refused as AWS refuses those
    /// that do not exist. A topic is this server's own extension.
    private static func requireTopic(_ text: String, in scope: RequestScope) throws(AWSError) {
        guard let arn = ARN(text) else { throw .invalidParameter("destinationArn is not a valid ARN.") }
        switch arn.service {
        case "sns": return
        case "lambda":
            throw .invalidParameter(
                "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute "
                    + "your function.")
        case "kinesis":
            throw .invalidParameter(
                "Could not deliver test message to specified Kinesis stream. Check if the given kinesis stream is in "
                    + "ACTIVE state.")
        case "firehose":
            throw .invalidParameter(
                "Could not deliver test message to specified Firehose stream. Check if the given Firehose stream is in "
                    + "ACTIVE state.")
        case "logs":
            throw AWSError(LogsErrorCode.resourceNotFoundException, "The specified destination does not exist.")
        default:
            throw .invalidParameter(
                "PutSubscriptionFilter operation cannot work with destinationArn for vendor \(arn.service)")
        }
    }

    /// Sends the destination a message that is no event, as AWS does.
    private func requireReachable(_ record: SubscriptionFilterRecord, in group: LogGroupRecord) async throws {
        do {
            try await SubscriptionDelivery(calls: calls).sendTest(of: record, in: group)
        } catch let error as AWSError where error.fault == .client {
            throw CausedError(
                .invalidParameter(
                    "Could not deliver test message to specified SNS topic. Check if the given topic exists and its "
                        + "policy, or the role, lets CloudWatch Logs publish to it."), cause: error)
        }
    }

    func deleteSubscriptionFilter(
        _ input: DeleteSubscriptionFilterRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { [group = group.value] transaction in
            let key = SubscriptionFilterRecord.key(group.account, group.region, group: group.number, input.filterName)
            guard try transaction.delete(SubscriptionFilterRecord.self, key) else {
                throw AWSError(
                    LogsErrorCode.resourceNotFoundException, "The specified subscription filter does not exist.")
            }
            return EmptyStructure()
        }
    }

    /// In order of name.
    func describeSubscriptionFilters(
        _ input: DescribeSubscriptionFiltersRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) async throws -> DescribeSubscriptionFiltersResponse {
        let group = group.value
        let query = RecordQuery(
            SubscriptionFilterRecord.kind, in: .region(group.account, group.region),
            where: .hasPrefix(.group, LogStreamRecord.prefix(group.number) + (input.filterNamePrefix ?? "")),
            order: .field(.group))
        let page = try await page(
            SubscriptionFilterRecord.self, of: query, limit: input.limit ?? 50, token: input.nextToken, in: scope)
        return DescribeSubscriptionFiltersResponse(
            subscriptionFilters: page.elements.map { SubscriptionFilter($0) }, nextToken: page.nextToken)
    }
}

extension SubscriptionFilter {
    fileprivate init(_ record: SubscriptionFilterRecord) {
        self.init(
            filterName: record.name, logGroupName: record.groupName, filterPattern: record.pattern,
            destinationArn: record.destinationARN, roleArn: record.roleARN, distribution: record.distribution,
            applyOnTransformedLogs: false, creationTime: Int(record.createdAt.milliseconds))
    }
}
