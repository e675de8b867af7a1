import Essentials

/// Work that falls due by the clock rather than by a call: rotations, deletions, expiries.
public protocol Chore: Sendable {
    var name: String { get }
    /// When something next falls due; nil when nothing is waiting.
    func nextDue() async throws -> Timestamp?
    /// Does everything that is due at `now`. Must be safe to repeat: it may have been cut off half-way before.
    func perform(at now: Timestamp) async throws
}
