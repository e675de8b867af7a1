import Essentials

/// When a delivery that failed is tried again: twice as long after each attempt, up to some minutes, with chance in it so
/// that what failed together is not tried together.
///
/// Source: EventBridge user guide, "How EventBridge retries delivering events": up to 24 hours and 185 times.
enum RetrySchedule {
    private static let first = TimeSpan.seconds(1)
    private static let longest = TimeSpan.minutes(8)

    /// - Parameters:
    ///   - attempts: made so far, at least one
    ///   - chance: of 0 to 255
    static func pause(after attempts: Int, chance: UInt8) -> TimeSpan {
        let doubled = first.milliseconds << Int64(min(max(attempts, 1) - 1, 20))
        let full = min(doubled, longest.milliseconds)
        return .milliseconds(full / 2 + full * Int64(chance) / 510)
    }

    /// Whether another attempt at that time is still within what the target asks for.
    static func permits(_ delivery: DeliveryRecord, _ retry: StoredTarget.Retry?, at time: Timestamp) -> Bool {
        delivery.attempts <= retry?.attempts ?? EventBridgeQuotas.maximumRetryAttempts
            && time <= delivery.ingested + .seconds(Int64(retry?.age ?? EventBridgeQuotas.maximumEventAge))
    }
}
