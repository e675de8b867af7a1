import Essentials
import OrganizationsModel
import Store

/// What hangs on a root, organizational unit or account. Each has one for as long as it is in an organization.
struct PolicyTargetRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.policyTarget"

    struct Attachment: Codable, Sendable, Hashable {
        let policyID: String
        let type: PolicyType
        /// Nil where the policy came with its type, or with the target itself.
        var attachedAt: Timestamp?
    }

    /// `r-…`, `ou-…` or an account's number.
    let id: String
    let organizationID: String
    /// In the order in which they were attached.
    var attachments: [Attachment] = []

    var key: RecordKey { Self.key(id) }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }

    var indexes: [IndexEntry] {
        [IndexEntry(.organization, organizationID)]
            + attachments.map { IndexEntry(.policy, Self.indexValue(of: $0.policyID, in: organizationID)) }
    }

    static func indexValue(of policyID: String, in organizationID: String) -> String { "\(organizationID)/\(policyID)" }

    func attachments(of type: PolicyType) -> [Attachment] { attachments.filter { $0.type == type } }
}
