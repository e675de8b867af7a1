import AWSProtocols
import LogsModel
import ServiceKit
import Store

extension Logs {
    /// By name in order of its bytes.
    func describeLogGroups(
        _ input: DescribeLogGroupsRequest, _: Authorized<Void>, in scope: RequestScope
    ) async throws -> DescribeLogGroupsResponse {
        if let identifiers = input.logGroupIdentifiers {
            return DescribeLogGroupsResponse(logGroups: try await describe(identifiers, input, in: scope))
        }
        guard input.logGroupNamePrefix == nil || input.logGroupNamePattern == nil else {
            throw AWSError.invalidParameter(
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
        }
        let query = RecordQuery(
            LogGroupRecord.kind, in: .region(scope.account, scope.region),
            where: input.logGroupNamePrefix.map { .hasPrefix(.name, $0) }, order: .field(.name))
        let page = try await page(
            LogGroupRecord.self, of: query, limit: input.limit ?? 50, token: input.nextToken, in: scope
        ) { group in
            (input.logGroupClass.map { $0 == group.groupClass } ?? true)
                && (input.logGroupNamePattern.map { group.name.contains($0) } ?? true)
        }
        return DescribeLogGroupsResponse(logGroups: try await described(page.elements), nextToken: page.nextToken)
    }

    private func describe(
        _ identifiers: [String], _ input: DescribeLogGroupsRequest, in scope: RequestScope
    ) async throws -> [LogGroup] {
        guard input.logGroupNamePrefix == nil, input.logGroupNamePattern == nil, input.logGroupClass == nil else {
            throw AWSError.invalidParameter(
                "LogGroup identifiers and other filters are mutually exclusive parameters.")
        }
        let names = Set(try identifiers.map { try groupName($0, in: scope) })
        let records = try names.sorted().compactMap { try groups.group(scope.account, scope.region, $0) }
        return try await described(records)
    }

    private func described(_ records: [LogGroupRecord]) async throws -> [LogGroup] {
        try await store.read { transaction in
            try records.map { group in
                let usage = LogGroupUsageRecord.key(group.account, group.region, group.number)
                let bytes = try transaction.get(LogGroupUsageRecord.self, usage)?.record.storedBytes ?? 0
                return LogGroup(
                    group, storedBytes: bytes, metricFilters: try transaction.metricFilters(of: group).count)
            }
        }
    }

    func listLogGroups(
        _ input: ListLogGroupsRequest, _: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListLogGroupsResponse {
        let pattern = input.logGroupNamePattern.map { GroupNamePattern($0) }
        // No group has data sources or indexed fields.
        let asksForNone = input.dataSources != nil || input.fieldIndexNames != nil
        let query = RecordQuery(
            LogGroupRecord.kind, in: .region(scope.account, scope.region), order: .field(.name))
        let page = try await page(
            LogGroupRecord.self, of: query, limit: input.limit ?? 50, token: input.nextToken, in: scope
        ) { group in
            !asksForNone && (input.logGroupClass.map { $0 == group.groupClass } ?? true)
                && (pattern.map { $0.matches(group.name) } ?? true)
                && (input.logGroupTags ?? []).allSatisfy { $0.matches(group.tags) }
        }
        return ListLogGroupsResponse(
            logGroups: page.elements.map {
                LogGroupSummary(logGroupName: $0.name, logGroupArn: $0.arn, logGroupClass: $0.groupClass)
            }, nextToken: page.nextToken)
    }
}

/// Alternatives, each a part of the name, or with `^` its beginning.
/// Source: ListLogGroups, `logGroupNamePattern`.
private struct GroupNamePattern: Sendable {
    private let alternatives: [Substring]

    init(_ text: String) { alternatives = text.split(separator: "|") }

    func matches(_ name: String) -> Bool {
        alternatives.contains { $0.hasPrefix("^") ? name.hasPrefix($0.dropFirst()) : name.contains($0) }
    }
}

extension TagFilter {
    fileprivate func matches(_ tags: [String: String]) -> Bool {
        guard let value = tags[key] else { return false }
        return values.map { $0.isEmpty || $0.contains(value) } ?? true
    }
}

extension LogGroup {
    fileprivate init(_ group: LogGroupRecord, storedBytes: Int64, metricFilters: Int) {
        self.init(
            logGroupName: group.name, creationTime: Int(group.createdAt.milliseconds),
            retentionInDays: group.retentionInDays, metricFilterCount: metricFilters, arn: group.arn + ":*",
            storedBytes: Int(storedBytes), kmsKeyId: group.kmsKeyARN, logGroupClass: group.groupClass,
            logGroupArn: group.arn, deletionProtectionEnabled: group.isProtected)
    }
}
