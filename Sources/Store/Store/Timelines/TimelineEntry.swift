import Essentials

/// The place of an entry in a timeline: by time, and among those of one time by the order of their appending.
public struct TimelinePosition: Hashable, Comparable, Sendable {
    public let time: Timestamp
    /// Differs among all entries of a store, and grows; never used twice.
    public let number: Int64

    public init(time: Timestamp, number: Int64) {
        self.time = time
        self.number = number
    }

    public static func < (left: TimelinePosition, right: TimelinePosition) -> Bool {
        (left.time, left.number) < (right.time, right.number)
    }
}

/// One entry of a timeline.
///
/// A timeline is a series of small bodies in order of their own time, whatever the order in which they came. Unlike a
/// journal there may be any number of them, each is read from any time on in either direction, and loses its beginning
/// or the whole of it. Its entries belong to lanes, which can be read alone: a log group is a timeline, its log streams
/// are lanes.
public struct TimelineEntry: Hashable, Sendable {
    public let position: TimelinePosition
    public let lane: Int64
    public let body: [UInt8]

    public init(position: TimelinePosition, lane: Int64, body: [UInt8]) {
        self.position = position
        self.lane = lane
        self.body = body
    }
}

/// An entry that is to be appended.
public struct TimelineDraft: Hashable, Sendable {
    public var lane: Int64
    public var time: Timestamp
    public var body: [UInt8]

    public init(lane: Int64, time: Timestamp, body: [UInt8]) {
        self.lane = lane
        self.time = time
        self.body = body
    }
}
