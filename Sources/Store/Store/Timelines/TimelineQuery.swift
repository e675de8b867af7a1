import Essentials

/// The entries of a timeline, or of one lane of it, in a span of time.
public struct TimelineQuery: Hashable, Sendable {
    /// Chosen by whoever writes it. Entries are told apart by it alone, so one that was ever used is not used again.
    public var timeline: Int64
    /// Nil for all lanes.
    public var lane: Int64?
    /// Inclusive at both ends.
    public var times: ClosedRange<Timestamp>
    public var direction: RecordQuery.Direction

    public init(
        _ timeline: Int64, lane: Int64? = nil, times: ClosedRange<Timestamp> = .allTime,
        direction: RecordQuery.Direction = .ascending
    ) {
        self.timeline = timeline
        self.lane = lane
        self.times = times
        self.direction = direction
    }
}

/// How much may be read at a time. At least one entry is, whatever its size.
public struct TimelineLimit: Hashable, Sendable {
    public var entries: Int
    /// Of bodies, together.
    public var bytes: Int

    public init(entries: Int, bytes: Int) {
        self.entries = entries
        self.bytes = bytes
    }
}

/// Entries of a timeline, and whether there are more of the query's behind them.
public struct TimelinePage: Sendable {
    public let entries: [TimelineEntry]
    public let hasMore: Bool

    public init(entries: [TimelineEntry], hasMore: Bool) {
        self.entries = entries
        self.hasMore = hasMore
    }
}

/// What has gone of one lane.
public struct TimelineRemoval: Hashable, Sendable {
    public var lane: Int64
    public var entries: Int
    /// Of bodies, together.
    public var bytes: Int

    public init(lane: Int64, entries: Int, bytes: Int) {
        self.lane = lane
        self.entries = entries
        self.bytes = bytes
    }
}
