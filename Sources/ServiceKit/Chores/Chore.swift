import Essentials
import Store

/// Work that falls due by the clock rather than by a call: rotations, deletions, expiries.
public protocol Chore: Sendable {
    var name: String { get }
    /// The kinds of records that can make something fall due at once: a commit that touches one has it looked at.
    var watchedKinds: Set<RecordKind> { get }
    /// When something next falls due; nil when nothing is waiting.
    func nextDue() async throws -> Timestamp?
    /// Does everything that is due at `now`. Must be safe to repeat: it may have been cut off half-way before.
    func perform(at now: Timestamp) async throws
}

extension Chore {
    public var watchedKinds: Set<RecordKind> { [] }
}
