import AWSProtocols
import Essentials
import LogPatterns
import LogsModel
import ServiceKit
import Store

extension Logs {
    func putMetricFilter(
        _ input: PutMetricFilterRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let group = group.value
        guard group.groupClass == .standard else { throw AWSError.notOfClass(group) }
        guard input.applyOnTransformedLogs != true, input.fieldSelectionCriteria?.isEmpty ?? true else {
            throw AWSError.invalidParameter("The log group has no log transformer and no centralized log data.")
        }
        let record = try Self.record(input, for: group, in: scope)
        let compiled = try CompiledMetricFilter(record)
        return Change { transaction in
            _ = try transaction.current(group)
            let existing = try transaction.get(MetricFilterRecord.self, record.key)?.record
            let filters = try GroupFilters(of: group, in: transaction)
            let others = filters.metrics.filter { $0.record.name != record.name }
            guard others.count < LogsQuotas.metricFilters else { throw AWSError.limitExceeded }
            let replaced = filters.metrics.first { $0.record.name == record.name }
            try Self.requireRegexRoom(in: filters, for: compiled.regexCount, instead: replaced?.regexCount ?? 0)
            // What was counted under another metric stays that metric's no longer.
            if let existing, existing.transformation != record.transformation {
                try transaction.deleteSeries(of: existing)
            }
            try transaction.put(record)
            return EmptyStructure()
        }
    }

    /// Of all filters of a group only so many may have regular expressions.
    static func requireRegexRoom(in filters: GroupFilters, for count: Int, instead replaced: Int) throws(AWSError) {
        guard count > 0 else { return }
        let others = filters.regexPatterns - (replaced > 0 ? 1 : 0)
        guard others < LogsQuotas.regexPatterns else { throw .limitExceeded }
    }

    private static func record(
        _ input: PutMetricFilterRequest, for group: LogGroupRecord, in scope: RequestScope
    ) throws(AWSError) -> MetricFilterRecord {
        guard !input.filterName.utf8.contains(0), let transformation = input.metricTransformations.first else {
            throw .invalidParameter("The filter name is invalid.")
        }
        guard !transformation.metricNamespace.hasPrefix("AWS/") else {
            throw .invalidParameter("Invalid metric transformation: the namespace must not begin with AWS/.")
        }
        let systemFields = Set(input.emitSystemFieldDimensions ?? [])
        guard systemFields.isSubset(of: ["@aws.account", "@aws.region"]) else {
            throw .invalidParameter("Invalid system field: valid values are @aws.account and @aws.region.")
        }
        let dimensions = transformation.dimensions ?? [:]
        guard dimensions.count + systemFields.count <= LogsQuotas.dimensions else {
            throw .invalidParameter(
                "Invalid metric transformation: a metric can have at most \(LogsQuotas.dimensions) dimensions.")
        }
        guard transformation.defaultValue == nil || dimensions.isEmpty else {
            throw .invalidParameter(
                "Invalid metric transformation: dimensions and default value are mutually exclusive properties.")
        }
        return MetricFilterRecord(
            account: group.account, region: group.region, group: group.number, groupName: group.name,
            name: input.filterName, pattern: input.filterPattern,
            transformation: MetricFilterRecord.Transformation(
                metricName: transformation.metricName, metricNamespace: transformation.metricNamespace,
                metricValue: transformation.metricValue, defaultValue: transformation.defaultValue,
                dimensions: dimensions, unit: transformation.unit?.rawValue),
            systemFields: systemFields.sorted(), createdAt: scope.now)
    }

    func deleteMetricFilter(
        _ input: DeleteMetricFilterRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { [group = group.value] transaction in
            let key = MetricFilterRecord.key(group.account, group.region, group: group.number, input.filterName)
            guard let filter = try transaction.get(MetricFilterRecord.self, key)?.record else {
                throw AWSError(LogsErrorCode.resourceNotFoundException, "The specified metric filter does not exist.")
            }
            try transaction.delete(filter)
            return EmptyStructure()
        }
    }

    func testMetricFilter(
        _ input: TestMetricFilterRequest, _: Authorized<Void>, in scope: RequestScope
    ) async throws -> TestMetricFilterResponse {
        let pattern = try FilterPattern(parameter: input.filterPattern)
        return try await SlowWork.run {
            var matcher = FilterMatcher(pattern)
            let matches = input.logEventMessages.enumerated().compactMap { index, message in
                matcher.match(Array(message.utf8)).map {
                    MetricFilterMatchRecord(
                        eventNumber: index + 1, eventMessage: message, extractedValues: $0.extractedValues)
                }
            }
            return TestMetricFilterResponse(matches: matches)
        }
    }
}
