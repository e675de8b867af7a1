import Essentials
import ServiceKit
import Store

struct RoleRecord: PolicyHolder, Hashable {
    static let kind: RecordKind = "iam.role"

    var account: AccountID
    var name: String
    var path: String
    /// `AROA…`
    var id: String
    var createdAt: Timestamp
    var description: String?
    /// Who may assume the role: a policy document.
    var trustPolicy: String
    /// Whom `trustPolicy` names.
    var trustedPrincipals: PolicyPrincipals?
    /// In seconds, 3,600 to 43,200.
    var maximumSessionDuration: Int
    var tags: [StoredTag] = []
    var inlinePolicies: [InlinePolicy] = []
    var attachedPolicies: [String] = []
    var boundary: String?

    var arn: String { "arn:aws:iam::\(account):role\(path)\(name)" }

    /// The trust policy as it is evaluated.
    var boundTrustPolicy: String { trustedPrincipals?.bind(trustPolicy) ?? trustPolicy }

    var indexes: [IndexEntry] {
        [IndexEntry(.path, path), IndexEntry(.uniqueID, id)] + attachedPolicies.map { IndexEntry(.attachedPolicy, $0) }
            + (boundary.map { [IndexEntry(.boundary, $0)] } ?? [])
    }
}
