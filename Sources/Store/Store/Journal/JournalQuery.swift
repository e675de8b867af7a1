import Essentials

/// The entries of one stream, account and region in a span of time.
public struct JournalQuery: Hashable, Sendable {
    /// By time, and within a millisecond by sequence number.
    public enum Order: Hashable, Sendable {
        case newestFirst
        case oldestFirst
    }

    public var stream: JournalStream
    public var account: AccountID?
    public var region: Region?
    /// Inclusive at both ends.
    public var times: ClosedRange<Timestamp>
    /// All of these must be among the entry's attributes.
    public var attributes: [JournalAttribute]
    public var order: Order

    public init(
        _ stream: JournalStream, account: AccountID?, region: Region?,
        times: ClosedRange<Timestamp> = .allTime, attributes: [JournalAttribute] = [],
        order: Order = .newestFirst
    ) {
        self.stream = stream
        self.account = account
        self.region = region
        self.times = times
        self.attributes = attributes
        self.order = order
    }
}

extension ClosedRange<Timestamp> {
    public static var allTime: ClosedRange<Timestamp> {
        Timestamp(milliseconds: .min)...Timestamp(milliseconds: .max)
    }
}

/// The place of an entry in the order of time; entries of one millisecond are told apart by their numbers.
public struct JournalPosition: Hashable, Sendable {
    public let time: Timestamp
    public let sequence: Int64

    public init(time: Timestamp, sequence: Int64) {
        self.time = time
        self.sequence = sequence
    }
}

/// One page of a journal query; `next` is nil on the last.
public struct JournalPage: Sendable {
    public let records: [JournalRecord]
    public let next: JournalPosition?

    public init(records: [JournalRecord], next: JournalPosition?) {
        self.records = records
        self.next = next
    }
}
