import Essentials
import Store

/// Who is in a group is written on the users.
struct GroupRecord: PolicyHolder, Hashable {
    static let kind: RecordKind = "iam.group"

    var account: AccountID
    var name: String
    var path: String
    /// `AGPA…`
    var id: String
    var createdAt: Timestamp
    var inlinePolicies: [InlinePolicy] = []
    var attachedPolicies: [String] = []

    var arn: String { "arn:aws:iam::\(account):group\(path)\(name)" }

    var indexes: [IndexEntry] {
        [IndexEntry(.path, path)] + attachedPolicies.map { IndexEntry(.attachedPolicy, $0) }
    }
}
