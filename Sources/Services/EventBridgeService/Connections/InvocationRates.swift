import Essentials
import Synchronization

/// Keeps the calls of each API destination to so many a second.
final class InvocationRates: Sendable {
    /// When the next call may be made, in microseconds.
    private let next = Mutex<[String: Int64]>([:])
    private static let limit = 10_000
    private static let second: Int64 = 1_000_000

    /// How long the call has to wait; nil where it may be made now, and is counted.
    /// - Parameter rate: calls a second
    func wait(for destination: String, rate: Int, at now: Timestamp) -> TimeSpan? {
        let now = now.milliseconds * 1000
        return next.withLock { next in
            if next.count >= Self.limit { next = next.filter { $0.value > now } }
            // A second's worth may come at once, after a second in which none came.
            let slot = max(next[destination] ?? now, now - Self.second)
            guard slot <= now else { return .milliseconds((slot - now + 999) / 1000) }
            next[destination] = slot + Self.second / Int64(max(rate, 1))
            return nil
        }
    }
}
