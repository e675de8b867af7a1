import Essentials

/// Accesses that are not in the store yet.
struct NotedAccesses: Sendable {
    private var noted: [AccessSubject: AccessSummary] = [:]
    /// What is on its way to the store.
    private var leaving: [AccessSubject: AccessSummary] = [:]
    /// When the oldest of `noted` was noted.
    private(set) var since: Timestamp?

    mutating func note(_ observed: ObservedAccess) {
        if since == nil { since = observed.access.time }
        guard noted[observed.subject]?.note(observed.action, observed.access) == nil else { return }
        noted[observed.subject] = AccessSummary(observed.action, observed.access)
    }

    func summary(of subject: AccessSubject) -> AccessSummary? {
        guard var summary = noted[subject] else { return leaving[subject] }
        if let earlier = leaving[subject] { summary.merge(earlier) }
        return summary
    }

    /// Hands out what is noted, which is remembered until `arrived` or `returned`.
    mutating func leave() -> [AccessSubject: AccessSummary] {
        (leaving, noted, since) = (noted, [:], nil)
        return leaving
    }

    mutating func arrived() { leaving = [:] }

    mutating func returned() {
        noted.merge(leaving) { $0.merging($1) }
        leaving = [:]
        since = noted.values.compactMap(\.last).map(\.time).min()
    }

    /// Every subject of an account that is noted and perhaps not stored.
    func subjects(in account: AccountID) -> Set<AccessSubject> {
        Set(noted.keys).union(leaving.keys).filter { $0.account == account }
    }
}
