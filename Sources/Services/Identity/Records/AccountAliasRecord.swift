import Essentials
import Store

/// The one name that an account has beside its number. No two accounts have the same.
struct AccountAliasRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.accountAlias"

    var account: AccountID
    var alias: String

    var key: RecordKey { Self.key(account) }
    var indexes: [IndexEntry] { [IndexEntry(.alias, alias, unique: .everywhere)] }

    static func key(_ account: AccountID) -> RecordKey { RecordKey(account: account, region: nil, id: "alias") }
}

extension IndexField {
    static let alias: IndexField = "alias"
}
