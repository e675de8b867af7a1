import Essentials
import ServiceKit
import Store

/// What metric filters have counted, for the operator's metrics. Names that users chose are values of labels, so that
/// none of them can pass for one of the server's own; series that filters of several groups share are added up.
struct LogMetrics: MetricSource {
    let store: any Store

    /// How many series are told at most.
    private static let limit = 10_000

    func families() async throws -> [MetricFamily] {
        let records = try await store.read { transaction in
            try transaction.query(MetricSeriesRecord.self, in: .everywhere, limit: Self.limit).records.map(\.record)
        }
        var totals: [[MetricLabel]: (sum: Double, samples: Int64)] = [:]
        for record in records {
            let labels = record.labels
            totals[labels, default: (0, 0)].sum += record.sum
            totals[labels, default: (0, 0)].samples += record.samples
        }
        return [
            MetricFamily(
                name: "yagura_log_metric_sum", type: .gauge,
                help: "The values that metric filters of log groups took from events, added up.",
                samples: totals.map { MetricSample($0.key, $0.value.sum) }),
            MetricFamily(
                name: "yagura_log_metric_samples_total", type: .counter,
                help: "How many values metric filters of log groups took from events.",
                samples: totals.map { MetricSample($0.key, Double($0.value.samples)) }),
        ]
    }
}

extension MetricSeriesRecord {
    fileprivate var labels: [MetricLabel] {
        var labels = [
            MetricLabel("account", account.description), MetricLabel("region", region.description),
            MetricLabel("namespace", namespace), MetricLabel("metric", metric), MetricLabel("unit", unit ?? "None"),
        ]
        for (name, value) in dimensions.sorted(by: { $0.key < $1.key }) {
            var label = MetricLabel("dimension_\(name)", value)
            // Names that differ only in what a label's name cannot hold are told apart.
            while labels.contains(where: { $0.name == label.name }) { label = MetricLabel("\(label.name)_", value) }
            labels.append(label)
        }
        return labels
    }
}
