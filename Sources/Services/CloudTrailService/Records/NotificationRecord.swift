import Essentials
import Store

/// A log file of which a topic is still to be told.
struct NotificationRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "cloudtrail.notification"

    let id: String
    let trailID: String
    let account: AccountID
    let region: Region
    let bucket: String
    let objectKey: String
    let createdAt: Timestamp
    var failures = 0
    var due: Timestamp

    var key: RecordKey { RecordKey(account: nil, region: nil, id: id) }
    var indexes: [IndexEntry] { [IndexEntry(.trail, trailID), IndexEntry(.due, due.milliseconds)] }
}
