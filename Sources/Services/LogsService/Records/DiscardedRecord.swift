import Essentials
import Store

/// A timeline, or a lane of it, whose group or stream was deleted, and whose entries are still to go.
struct DiscardedRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "logs.discarded"

    let account: AccountID
    let region: Region
    let group: Int64
    let groupName: String
    /// Nil for the whole group.
    var lane: Int64?
    let at: Timestamp

    var key: RecordKey {
        RecordKey(account: account, region: region, id: lane.map { "\(group)/\($0)" } ?? String(group))
    }
    var indexes: [IndexEntry] { [IndexEntry(.due, at.milliseconds)] }
}
