import Essentials
import ServiceKit

/// Writes down what users and roles last did; at the start of the server, finds out what was not written before its
/// end.
struct AccessChore: Chore {
    /// How long an access may wait for the store.
    static let delay = TimeSpan.seconds(30)
    /// How many journal entries, of calls of any kind, a start may have to read again.
    static let mostBacklog = 20_000

    let name = "iam.access"
    let tracker: AccessTracker

    func nextDue() async throws -> Timestamp? {
        let atOnce = Timestamp(milliseconds: 0)
        guard tracker.hasCaughtUp else { return atOnce }
        if let since = tracker.unwrittenSince { return since + Self.delay }
        return try await tracker.backlog() > Self.mostBacklog ? atOnce : nil
    }

    func perform(at now: Timestamp) async throws { try await tracker.write() }
}
