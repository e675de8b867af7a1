import Essentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How often, and how long after each failure, a delivery is tried again.
///
/// Source: SNS developer guide, "Amazon SNS message delivery retries".
struct RetryPolicy: Hashable, Sendable {
    /// How the delay grows from the least to the greatest in the back-off phase. The guide draws the functions without
    /// their formulas: the exponential one reaches the maximum first.
    enum BackoffFunction: String, Sendable, CaseIterable {
        case linear
        case arithmetic
        case geometric
        case exponential
    }

    /// In seconds.
    var minimumDelay = 20
    var maximumDelay = 20
    /// Of all four phases together.
    var retries = 3
    var immediateRetries = 0
    var minimumDelayRetries = 0
    var maximumDelayRetries = 0
    var backoff = BackoffFunction.linear

    /// What deliveries by mail go by.
    static let mail = RetryPolicy(
        minimumDelay: 10, maximumDelay: 600, retries: 50, immediateRetries: 0, minimumDelayRetries: 2,
        maximumDelayRetries: 38, backoff: .exponential)

    /// How long to wait before a retry; nil where there is none any more.
    /// - Parameter retry: 1 for the first after the initial attempt
    func delay(beforeRetry retry: Int) -> TimeSpan? {
        guard (1...max(retries, 1)).contains(retry), retries > 0 else { return nil }
        var index = retry - 1
        if index < immediateRetries { return .seconds(0) }
        index -= immediateRetries
        if index < minimumDelayRetries { return .seconds(Int64(minimumDelay)) }
        index -= minimumDelayRetries
        let count = retries - immediateRetries - minimumDelayRetries - maximumDelayRetries
        return index < count ? backoffDelay(index, of: count) : .seconds(Int64(maximumDelay))
    }

    private func backoffDelay(_ index: Int, of count: Int) -> TimeSpan {
        let (least, greatest) = (Double(minimumDelay), Double(maximumDelay))
        let part = count > 1 ? Double(index) / Double(count - 1) : 0
        let seconds: Double =
            switch backoff {
            case .linear: least + (greatest - least) * part
            case .arithmetic: least + (greatest - least) * part * (Double(index) + 1) / Double(max(count, 1))
            case .geometric: least * pow(greatest / least, part)
            case .exponential: least * pow(2, Double(min(index, 32)))
            }
        return .milliseconds(Int64(min(seconds, greatest) * 1000))
    }

    /// From the first attempt to the last.
    var total: TimeSpan {
        (1...max(retries, 1)).reduce(.seconds(0)) { total, retry in
            .milliseconds(total.milliseconds + (delay(beforeRetry: retry)?.milliseconds ?? 0))
        }
    }
}
