import AWSProtocols
import LogsModel
import PolicyEngine
import ServiceKit
import Store

extension Logs {
    /// The group that the input names, if it names one; else policies are asked about all.
    func describedFilters(
        _ input: DescribeMetricFiltersRequest, in scope: RequestScope
    ) async throws -> Target<LogGroupRecord?> {
        let action: ActionName = "logs:DescribeMetricFilters"
        guard let name = input.logGroupName else {
            return Target(
                nil, check(action, on: LogGroupRecord.arn(scope.account, scope.region, "") + ":log-stream:", scope))
        }
        let found = try await group({ (_: DescribeMetricFiltersRequest) in name }, action)(input, scope)
        return Target(found.resource, checks: found.checks)
    }

    /// In order of name.
    func describeMetricFilters(
        _ input: DescribeMetricFiltersRequest, _ group: Authorized<LogGroupRecord?>, in scope: RequestScope
    ) async throws -> DescribeMetricFiltersResponse {
        guard (input.metricName == nil) == (input.metricNamespace == nil) else {
            throw AWSError.invalidParameter("metricName and metricNamespace must be specified together.")
        }
        let metric = input.metricName.flatMap { name in
            input.metricNamespace.map { MetricFilterRecord.metric($0, name) }
        }
        let place = group.value.map { LogStreamRecord.prefix($0.number) + (input.filterNamePrefix ?? "") }
        let query = RecordQuery(
            MetricFilterRecord.kind, in: .region(scope.account, scope.region),
            where: Self.conjunction(
                place.map { .hasPrefix(.group, $0) }, metric.map { .equals(.metric, .string($0)) }),
            order: .field(place == nil ? .name : .group))
        let page = try await page(
            MetricFilterRecord.self, of: query, limit: input.limit ?? 50, token: input.nextToken, in: scope)
        return DescribeMetricFiltersResponse(
            metricFilters: page.elements.map { MetricFilter($0) }, nextToken: page.nextToken)
    }

    private static func conjunction(_ parts: Predicate?...) -> Predicate? {
        let parts = parts.compactMap(\.self)
        return parts.isEmpty ? nil : .and(parts)
    }
}

extension MetricFilter {
    fileprivate init(_ record: MetricFilterRecord) {
        let transformation = record.transformation
        self.init(
            filterName: record.name, filterPattern: record.pattern,
            metricTransformations: [
                MetricTransformation(
                    metricName: transformation.metricName, metricNamespace: transformation.metricNamespace,
                    metricValue: transformation.metricValue, defaultValue: transformation.defaultValue,
                    dimensions: transformation.dimensions.isEmpty ? nil : transformation.dimensions,
                    unit: transformation.unit.flatMap { StandardUnit(rawValue: $0) })
            ], creationTime: Int(record.createdAt.milliseconds), logGroupName: record.groupName,
            applyOnTransformedLogs: false,
            emitSystemFieldDimensions: record.systemFields.isEmpty ? nil : record.systemFields)
    }
}
