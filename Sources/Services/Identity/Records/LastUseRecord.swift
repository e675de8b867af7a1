import Essentials
import Store

/// When and for what an access key was last used.
struct LastUseRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.accessKeyLastUse"

    var id: String
    var time: Timestamp
    var service: String
    var region: String

    var key: RecordKey { Self.key(id) }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }
}
