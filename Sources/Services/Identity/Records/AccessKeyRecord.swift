import Essentials
import Store

/// A long-term access key of a user. Belongs to no account's scope, because a request names the key alone.
struct AccessKeyRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.accessKey"

    /// `AKIA…`
    var id: String
    var account: AccountID
    var userName: String
    var isActive: Bool
    var createdAt: Timestamp
    /// The secret under the root key, in base 64.
    var sealedSecret: String

    var key: RecordKey { Self.key(id) }
    var indexes: [IndexEntry] { [IndexEntry(.user, Self.owner(account, userName))] }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }
    static func owner(_ account: AccountID, _ userName: String) -> String { "\(account)/\(userName.lowercased())" }
}
