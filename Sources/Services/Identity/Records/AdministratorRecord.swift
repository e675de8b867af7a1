import Essentials
import Store

/// That an account was given its administrator, whatever became of the user since.
struct AdministratorRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.administrator"

    var account: AccountID
    var createdAt: Timestamp

    var key: RecordKey { RecordKey(account: account, region: nil, id: Administrator.userName) }
}
