import Essentials
import Store

struct UserRecord: PolicyHolder, Hashable {
    static let kind: RecordKind = "iam.user"

    var account: AccountID
    var name: String
    var path: String
    /// `AIDA…`
    var id: String
    var createdAt: Timestamp
    var tags: [StoredTag] = []
    var inlinePolicies: [InlinePolicy] = []
    var attachedPolicies: [String] = []
    var boundary: String?
    /// Lower-case names.
    var groups: [String] = []

    var arn: String { "arn:aws:iam::\(account):user\(path)\(name)" }

    var indexes: [IndexEntry] {
        [IndexEntry(.path, path), IndexEntry(.uniqueID, id)] + attachedPolicies.map { IndexEntry(.attachedPolicy, $0) }
            + groups.map { IndexEntry(.group, $0) } + (boundary.map { [IndexEntry(.boundary, $0)] } ?? [])
    }
}
