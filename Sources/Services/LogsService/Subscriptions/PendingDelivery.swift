import Essentials
import Store

/// Events that a subscription filter is to deliver, by their places: what they say stays where it is, sealed if it is.
struct PendingDelivery: Codable, Hashable, Sendable {
    let filter: String
    let group: Int64
    let groupName: String
    let streamName: String
    let lane: Int64
    /// Times in milliseconds, and numbers.
    let times: [Int64]
    let numbers: [Int64]

    /// The journal of what is to be delivered, the outbox of subscription filters.
    static let stream: JournalStream = "logs.deliveries"

    init(filter: String, stream: LogStreamRecord, group: LogGroupRecord, positions: [TimelinePosition]) {
        self.filter = filter
        self.group = group.number
        groupName = group.name
        streamName = stream.name
        lane = stream.lane
        times = positions.map(\.time.milliseconds)
        numbers = positions.map(\.number)
    }

    var positions: [TimelinePosition] {
        zip(times, numbers).map { TimelinePosition(time: Timestamp(milliseconds: $0), number: $1) }
    }
}

/// A delivery that has failed and is tried again.
struct DeliveryRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "logs.delivery"

    let account: AccountID
    let region: Region
    /// The number of its entry in the outbox.
    let sequence: Int64
    let delivery: PendingDelivery
    let firstTried: Timestamp
    var attempts = 1
    var due: Timestamp

    var key: RecordKey { RecordKey(account: account, region: region, id: String(sequence)) }
    var indexes: [IndexEntry] { [IndexEntry(.due, due.milliseconds)] }

    /// AWS tries again for up to 24 hours. Source: user guide, "Real-time processing of log data with subscriptions".
    private static let patience = TimeSpan.hours(24)
    private static let longestPause: Int64 = 300

    init(_ delivery: PendingDelivery, _ record: JournalRecord, account: AccountID, region: Region, at now: Timestamp) {
        self.account = account
        self.region = region
        sequence = record.sequence
        self.delivery = delivery
        firstTried = now
        due = now + .seconds(1)
    }

    /// The next attempt after one that has failed; nil where there is none.
    func retried(at now: Timestamp) -> DeliveryRecord? {
        guard now - firstTried < Self.patience else { return nil }
        var next = self
        next.attempts += 1
        next.due = now + .seconds(min(Self.longestPause, 1 << Int64(min(attempts, 16))))
        return next
    }
}
