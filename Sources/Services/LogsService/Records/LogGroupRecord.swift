import Essentials
import LogsModel
import Store

/// A log group.
struct LogGroupRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "logs.group"

    let account: AccountID
    let region: Region
    let name: String
    /// The number of its timeline; a group that is made anew under the name has another.
    let number: Int64
    let createdAt: Timestamp
    let groupClass: LogGroupClass
    /// Nil where events are kept for ever.
    var retentionInDays: Int?
    var kmsKeyARN: String?
    var tags: [String: String] = [:]
    var isProtected = false

    var key: RecordKey { Self.key(account, region, name) }
    var indexes: [IndexEntry] { [IndexEntry(.name, name)] }

    static func key(_ account: AccountID, _ region: Region, _ name: String) -> RecordKey {
        RecordKey(account: account, region: region, id: name)
    }
}

extension LogGroupClass: Codable {}

extension LogGroupRecord {
    var arn: String { Self.arn(account, region, name) }

    static func arn(_ account: AccountID, _ region: Region, _ name: String) -> String {
        "arn:aws:logs:\(region):\(account):log-group:\(name)"
    }

    /// When the oldest event that is kept may have happened.
    func cutoff(at now: Timestamp) -> Timestamp? { retentionInDays.map { now - .days(Int64($0)) } }

    /// What policies know the group by. They are written with `:*` behind its name, and the group itself is then the
    /// stream without a name.
    var policyResource: String { arn + ":log-stream:" }
}

extension IndexField {
    static let name: IndexField = "name"
    static let group: IndexField = "group"
    static let lane: IndexField = "lane"
    static let lastEvent: IndexField = "lastEvent"
    static let due: IndexField = "due"
    static let metric: IndexField = "metric"
    static let filter: IndexField = "filter"
}
