import Essentials
import Store

/// What became of a request to delete a service-linked role.
struct LinkedRoleDeletionRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.linkedRoleDeletion"

    var account: AccountID
    /// `task/aws-service-role/<service>/<role>/<uuid>`
    var taskID: String
    /// Why the role is still there; nil where it is gone.
    var failure: String?

    var key: RecordKey { Self.key(account, taskID) }

    static func key(_ account: AccountID, _ taskID: String) -> RecordKey {
        RecordKey(account: account, region: nil, id: taskID)
    }
}
