import Essentials

/// The span of time that a call asks for, less what the group's retention has ended.
enum EventTimes {
    /// Nil where there is no such time.
    /// - Parameter last: in milliseconds, included
    static func range(
        from first: Int?, through last: Int?, of group: LogGroupRecord, at now: Timestamp
    ) -> ClosedRange<Timestamp>? {
        let cutoff = group.cutoff(at: now) ?? Timestamp(milliseconds: 0)
        let lower = max(Timestamp(milliseconds: Int64(first ?? 0)), cutoff)
        let upper = Timestamp(milliseconds: Int64(last ?? .max))
        return lower <= upper ? lower...upper : nil
    }
}
