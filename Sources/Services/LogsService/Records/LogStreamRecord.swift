import Essentials
import Store

/// A log stream: a lane of its group's timeline.
struct LogStreamRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "logs.stream"

    let account: AccountID
    let region: Region
    /// The group's number.
    let group: Int64
    let name: String
    let lane: Int64
    let createdAt: Timestamp
    /// The latest time of an event that it has ever had.
    var lastEvent: Timestamp?
    var lastIngestion: Timestamp?

    var key: RecordKey { Self.key(account, region, group: group, name) }

    var indexes: [IndexEntry] {
        [
            IndexEntry(.name, Self.id(group, name)), IndexEntry(.lane, lane),
            // Streams without events come before all that have any.
            IndexEntry(.lastEvent, Self.prefix(group) + OrderedNumber.text(lastEvent?.milliseconds ?? 0)),
        ]
    }

    static func key(_ account: AccountID, _ region: Region, group: Int64, _ name: String) -> RecordKey {
        RecordKey(account: account, region: region, id: id(group, name))
    }

    /// What the ids and indexed names of a group's streams begin with.
    static func prefix(_ group: Int64) -> String { "\(group)/" }

    private static func id(_ group: Int64, _ name: String) -> String { prefix(group) + name }
}

/// Numbers as texts of one length, which are in the same order.
enum OrderedNumber {
    static func text(_ number: Int64) -> String {
        let digits = String(max(0, number))
        return String(repeating: "0", count: 19 - digits.count) + digits
    }
}
