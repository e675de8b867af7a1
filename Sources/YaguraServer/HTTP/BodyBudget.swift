import Synchronization

/// The memory that all collected request bodies of a server may take together.
///
/// A body arrives before its sender is known, so a bound on each alone is none: many connections times that bound is more
/// memory than there is. The first bytes of a body count for nothing, so that the usual small ones cost no shared state.
final class BodyBudget: Sendable {
    static let freeBytes = 16 * 1024

    private let limit: Int
    private let taken = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// False, and nothing taken, where that would be too much.
    func take(_ bytes: Int) -> Bool {
        let (_, new) = taken.add(bytes, ordering: .relaxed)
        if new <= limit { return true }
        give(bytes)
        return false
    }

    func give(_ bytes: Int) { taken.subtract(bytes, ordering: .relaxed) }
}
