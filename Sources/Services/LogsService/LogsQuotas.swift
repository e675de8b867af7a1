import Essentials

/// How much there may be of what. Source: CloudWatch Logs user guide, "CloudWatch Logs quotas".
enum LogsQuotas {
    /// Of messages and `eventOverhead` for each, in one PutLogEvents or one page of events.
    static let batchBytes = 1_048_576
    static let eventOverhead = 26
    static let pageEvents = 10_000
    static let batchSpan = TimeSpan.hours(24)
    static let oldest = TimeSpan.days(14)
    static let newest = TimeSpan.hours(2)
    static let tags = 50
    static let metricFilters = 100
    static let subscriptionFilters = 2
    /// Filter patterns with regular expressions, of all filters of a group.
    static let regexPatterns = 5
    static let dimensions = 3
    /// Name and value pairs that one metric filter may come to. AWS switches a filter off that finds more in an hour.
    static let metricSeries = 1000
    static let resourcePolicies = 10
    /// How long events of the class DELIVERY are kept.
    static let deliveryRetentionDays = 2
    static let retentionDays: Set<Int> = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]
}
