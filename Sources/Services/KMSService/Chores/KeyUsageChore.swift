import Essentials
import ServiceKit

/// Writes down when keys were last used; at the start of the server, finds out what was not written before its end.
struct KeyUsageChore: Chore {
    /// How long a use may wait for the store.
    static let delay = TimeSpan.seconds(5)
    /// How many journal entries, of calls of any kind, a start may have to read again.
    static let mostBacklog = 10_000

    let name = "kms.keyUsage"
    let tracker: KeyUsageTracker

    func nextDue() async throws -> Timestamp? {
        let atOnce = Timestamp(milliseconds: 0)
        guard tracker.hasCaughtUp else { return atOnce }
        if let since = tracker.unwrittenSince { return since + Self.delay }
        return try await tracker.backlog() > Self.mostBacklog ? atOnce : nil
    }

    func perform(at now: Timestamp) async throws { try await tracker.write() }
}
