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
    /// All of these must be among the entry's terms. Entries that were stored without terms may be in the answer in any
    /// case, until they are indexed and even then: whoever asks compares what entries say.
    public var terms: [JournalTerm]
    public var order: Order

    public init(
        _ stream: JournalStream, account: AccountID?, region: Region?,
        times: ClosedRange<Timestamp> = .allTime, terms: [JournalTerm] = [],
        order: Order = .newestFirst
    ) {
        self.stream = stream
        self.account = account
        self.region = region
        self.times = times
        self.terms = terms
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
