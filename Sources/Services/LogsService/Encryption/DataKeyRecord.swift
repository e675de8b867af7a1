import Essentials
import Store

/// A data key under which events of a group are sealed, as KMS sealed it.
struct DataKeyRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "logs.dataKey"

    let account: AccountID
    let region: Region
    let group: Int64
    let number: Int64
    /// Of the KMS key.
    let keyARN: String
    /// In base 64.
    let sealed: String
    let createdAt: Timestamp

    var key: RecordKey { Self.key(account, region, group: group, number) }
    var indexes: [IndexEntry] {
        [IndexEntry(.group, LogStreamRecord.prefix(group) + OrderedNumber.text(createdAt.milliseconds))]
    }

    static func key(_ account: AccountID, _ region: Region, group: Int64, _ number: Int64) -> RecordKey {
        RecordKey(account: account, region: region, id: "\(group)/\(number)")
    }
}

extension ReadTransaction {
    /// In order of their making, latest first or last.
    func dataKeys(
        of group: Int64, _ account: AccountID, _ region: Region, _ direction: RecordQuery.Direction, limit: Int
    ) throws -> [DataKeyRecord] {
        try query(
            DataKeyRecord.self, in: .region(account, region), where: .hasPrefix(.group, LogStreamRecord.prefix(group)),
            order: .field(.group), direction: direction, limit: limit
        ).records.map(\.record)
    }
}
