import Essentials
import Store

/// An account whose credentials are no good any more.
struct SuspendedAccountRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.suspendedAccount"

    var account: AccountID
    var since: Timestamp

    var key: RecordKey { Self.key(account) }

    static func key(_ account: AccountID) -> RecordKey { RecordKey(account: account, region: nil, id: "suspended") }
}
