import Essentials
import LogsModel
import Store

/// All filters on what comes into a group.
struct GroupFilters: Sendable {
    let metrics: [CompiledMetricFilter]
    let subscriptions: [CompiledSubscription]

    init(of group: LogGroupRecord, in transaction: any ReadTransaction) throws {
        metrics = try transaction.metricFilters(of: group).map { try CompiledMetricFilter($0) }
        subscriptions = try transaction.subscriptionFilters(of: group).map { try CompiledSubscription($0) }
    }

    /// The group's number in the key of a filter's record.
    static func group(of key: RecordKey) -> Int64? { Int64(key.id.prefix { $0 != "/" }) }

    /// How many filters have a regular expression in their pattern.
    var regexPatterns: Int { metrics.count { $0.regexCount > 0 } + subscriptions.count { $0.regexCount > 0 } }

    func findings(in events: ArraySlice<InputLogEvent>) -> FilterFindings {
        guard !events.isEmpty else { return FilterFindings() }
        return FilterFindings(
            metrics: metrics.map { ($0.record, $0.observe(events)) },
            subscriptions: subscriptions.compactMap { subscription in
                let matching = subscription.matching(events)
                return matching.isEmpty ? nil : (subscription.record, matching)
            })
    }
}

/// What the filters of a group made of one batch.
struct FilterFindings: Sendable {
    var metrics: [(filter: MetricFilterRecord, observations: [[String: String]: MetricObservation]?)] = []
    /// The matching events by their place in the batch.
    var subscriptions: [(filter: SubscriptionFilterRecord, matching: [Int])] = []
}

extension WriteTransaction {
    /// Stores what filters made of a batch, with the events themselves.
    func note(
        _ findings: FilterFindings, at positions: [TimelinePosition], of stream: LogStreamRecord,
        in group: LogGroupRecord, at now: Timestamp
    ) throws {
        for (filter, observations) in findings.metrics {
            // A filter that was deleted meanwhile counts no more.
            guard try get(MetricFilterRecord.self, filter.key) != nil else { continue }
            if let observations {
                for (dimensions, observation) in observations {
                    try count(observation, of: filter, dimensions, at: now)
                }
            } else if let value = filter.transformation.defaultValue {
                try countDefault(value, of: filter, at: now)
            }
        }
        for (filter, matching) in findings.subscriptions {
            try append([
                PendingDelivery(
                    filter: filter.name, stream: stream, group: group, positions: matching.map { positions[$0] }
                ).journalEntry(at: now, account: group.account, region: group.region)
            ])
        }
    }

    private func count(
        _ observation: MetricObservation, of filter: MetricFilterRecord, _ dimensions: [String: String],
        at now: Timestamp
    ) throws {
        var series = MetricSeriesRecord(of: filter, dimensions)
        if let known = try get(MetricSeriesRecord.self, series.key)?.record {
            series = known
        } else {
            let others = Predicate.equals(.filter, .string(MetricSeriesRecord.prefix(filter.group, filter.name)))
            let scope = RecordScope.region(filter.account, filter.region)
            guard try count(MetricSeriesRecord.self, in: scope, where: others) < LogsQuotas.metricSeries else { return }
        }
        series.add(observation, at: now)
        try put(series)
    }

    /// One sample in each minute in which events come of which none matches.
    private func countDefault(_ value: Double, of filter: MetricFilterRecord, at now: Timestamp) throws {
        let series = MetricSeriesRecord(of: filter, filter.systemDimensions)
        let known = try get(MetricSeriesRecord.self, series.key)?.record
        guard known?.lastMinute != now.seconds / 60 else { return }
        try count(MetricObservation(samples: 1, sum: value), of: filter, filter.systemDimensions, at: now)
    }

    /// All filters of a group, and what they have counted.
    func deleteFilters(of group: LogGroupRecord) throws {
        for filter in try metricFilters(of: group) { try delete(filter) }
        for filter in try subscriptionFilters(of: group) { try delete(SubscriptionFilterRecord.self, filter.key) }
    }

    /// A metric filter, and what it has counted.
    func delete(_ filter: MetricFilterRecord) throws {
        try delete(MetricFilterRecord.self, filter.key)
        try deleteSeries(of: filter)
    }

    func deleteSeries(of filter: MetricFilterRecord) throws {
        let series = try query(
            MetricSeriesRecord.self, in: .region(filter.account, filter.region),
            where: .equals(.filter, .string(MetricSeriesRecord.prefix(filter.group, filter.name))),
            limit: LogsQuotas.metricSeries
        ).records.map(\.record.key)
        for key in series { try delete(MetricSeriesRecord.self, key) }
    }
}

extension MetricSeriesRecord {
    fileprivate init(of filter: MetricFilterRecord, _ dimensions: [String: String]) {
        let transformation = filter.transformation
        self.init(
            account: filter.account, region: filter.region, group: filter.group, filter: filter.name,
            namespace: transformation.metricNamespace, metric: transformation.metricName, unit: transformation.unit,
            dimensions: dimensions)
    }
}
