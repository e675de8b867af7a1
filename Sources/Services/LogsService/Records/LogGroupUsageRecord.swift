import Essentials
import Store

/// What changes of a group with every event: apart from the group, which is kept in memory.
struct LogGroupUsageRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "logs.usage"

    let account: AccountID
    let region: Region
    let group: Int64
    let groupName: String
    var storedBytes: Int64 = 0
    /// When events are next to be looked for that have been kept long enough; nil where they are kept for ever.
    var nextTrim: Timestamp?

    var key: RecordKey { Self.key(account, region, group) }
    var indexes: [IndexEntry] { nextTrim.map { [IndexEntry(.due, $0.milliseconds)] } ?? [] }

    static func key(_ account: AccountID, _ region: Region, _ group: Int64) -> RecordKey {
        RecordKey(account: account, region: region, id: String(group))
    }
}

extension LogGroupUsageRecord {
    init(of group: LogGroupRecord) {
        self.init(account: group.account, region: group.region, group: group.number, groupName: group.name)
    }
}

extension WriteTransaction {
    /// Changes what is noted of a group's use.
    func updateUsage(of group: LogGroupRecord, _ body: (inout LogGroupUsageRecord) -> Void) throws {
        let key = LogGroupUsageRecord.key(group.account, group.region, group.number)
        var usage = try get(LogGroupUsageRecord.self, key)?.record ?? LogGroupUsageRecord(of: group)
        body(&usage)
        try put(usage)
    }
}
