import Synchronization

/// Counts calls by service, operation and outcome, and how long they took; rendered as Prometheus text.
public final class CallMetrics: Sendable {
    fileprivate struct Series: Hashable {
        let service: String
        let operation: String
        /// An AWS error code, or `OK`.
        let outcome: String
    }

    fileprivate struct Histogram {
        var buckets = [UInt64](repeating: 0, count: CallMetrics.bounds.count)
        var count: UInt64 = 0
        var microseconds: UInt64 = 0
    }

    private struct State {
        var calls: [Series: UInt64] = [:]
        var latency: [String: Histogram] = [:]
        var unauthenticated: [String: UInt64] = [:]
        /// By the name of the work, then by outcome.
        var work: [String: [String: UInt64]] = [:]
    }

    /// Upper bounds of the latency buckets, in microseconds.
    fileprivate static let bounds: [UInt64] = [100, 250, 500, 1000, 2500, 5000, 10_000, 50_000, 250_000, 1_000_000]

    private let state = Mutex(State())

    public init() {}

    /// Counts one call that reached an operation.
    public func record(service: String, operation: String, outcome: String, microseconds: UInt64) {
        state.withLock { state in
            state.calls[Series(service: service, operation: operation, outcome: outcome), default: 0] += 1
            state.latency[service, default: Histogram()].add(microseconds)
        }
    }

    /// Counts one request that was refused before it was known who sent it.
    public func recordUnauthenticated(code: String) {
        state.withLock { $0.unauthenticated[code, default: 0] += 1 }
    }

    /// Counts one piece of work that was done in the background.
    func recordWork(_ work: String, outcome: String) {
        state.withLock { $0.work[work, default: [:]][outcome, default: 0] += 1 }
    }

    public func reset() { state.withLock { $0 = State() } }

    /// Prometheus text exposition format, version 0.0.4.
    public func prometheusText() -> String {
        let state = state.withLock { $0 }
        var lines: [String] = []
        lines.append("# HELP yagura_calls_total Calls answered, by service, operation and outcome.")
        lines.append("# TYPE yagura_calls_total counter")
        for (series, count) in state.calls.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "yagura_calls_total{service=\"\(series.service)\",operation=\"\(series.operation)\","
                    + "outcome=\"\(series.outcome)\"} \(count)")
        }
        lines.append("# HELP yagura_unauthenticated_total Requests refused before their sender was known.")
        lines.append("# TYPE yagura_unauthenticated_total counter")
        for (code, count) in state.unauthenticated.sorted(by: { $0.key < $1.key }) {
            lines.append("yagura_unauthenticated_total{code=\"\(code)\"} \(count)")
        }
        lines.append("# HELP yagura_work_total Pieces of work done in the background, by what they came to.")
        lines.append("# TYPE yagura_work_total counter")
        for (work, outcomes) in state.work.sorted(by: { $0.key < $1.key }) {
            for (outcome, count) in outcomes.sorted(by: { $0.key < $1.key }) {
                lines.append("yagura_work_total{work=\"\(work)\",outcome=\"\(outcome)\"} \(count)")
            }
        }
        lines.append("# HELP yagura_call_duration_seconds Time from a request's last byte to its answer.")
        lines.append("# TYPE yagura_call_duration_seconds histogram")
        for (service, histogram) in state.latency.sorted(by: { $0.key < $1.key }) {
            lines.append(contentsOf: histogram.lines(service: service))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension CallMetrics.Histogram {
    fileprivate mutating func add(_ value: UInt64) {
        count += 1
        microseconds += value
        if let bucket = CallMetrics.bounds.firstIndex(where: { value <= $0 }) { buckets[bucket] += 1 }
    }

    fileprivate func lines(service: String) -> [String] {
        var cumulative: UInt64 = 0
        var lines: [String] = []
        for (bound, count) in zip(CallMetrics.bounds, buckets) {
            cumulative += count
            let seconds = Double(bound) / 1_000_000
            lines.append("yagura_call_duration_seconds_bucket{service=\"\(service)\",le=\"\(seconds)\"} \(cumulative)")
        }
        lines.append("yagura_call_duration_seconds_bucket{service=\"\(service)\",le=\"+Inf\"} \(count)")
        lines.append("yagura_call_duration_seconds_sum{service=\"\(service)\"} \(Double(microseconds) / 1_000_000)")
        lines.append("yagura_call_duration_seconds_count{service=\"\(service)\"} \(count)")
        return lines
    }
}

extension CallMetrics.Series: Comparable {
    fileprivate static func < (left: Self, right: Self) -> Bool {
        (left.service, left.operation, left.outcome) < (right.service, right.operation, right.outcome)
    }
}
