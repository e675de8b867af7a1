import Essentials

/// Tokens that come back at a steady rate, up to those of one second. In thousandths of a token, so that what one
/// millisecond brings is a whole number.
struct TokenBucket: Sendable {
    private static let cost: Int64 = 1000

    private let perSecond: Int64
    private var tokens: Int64
    private var filledAt: Timestamp

    /// A full bucket.
    init(perSecond: Int64, at now: Timestamp) {
        self.perSecond = perSecond
        tokens = perSecond * Self.cost
        filledAt = now
    }

    /// Takes one token; false where there is none.
    mutating func take(at now: Timestamp) -> Bool {
        // More than a second fills it anyway, and a clock that was set back brings nothing.
        let elapsed = min(max((now - filledAt).milliseconds, 0), 1000)
        tokens = min(tokens + elapsed * perSecond, perSecond * Self.cost)
        filledAt = now
        guard tokens >= Self.cost else { return false }
        tokens -= Self.cost
        return true
    }
}
