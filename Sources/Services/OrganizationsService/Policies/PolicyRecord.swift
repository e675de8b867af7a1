import Essentials
import OrganizationsModel
import Store

/// A policy that an organization has made.
struct PolicyRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.policy"

    /// `p-…`
    let id: String
    let organizationID: String
    let type: PolicyType
    var name: String
    var description: String
    /// The document, byte for byte as it was sent.
    var content: String
    var tags: [StoredTag] = []
    var updatedAt: Timestamp

    var key: RecordKey { Self.key(id) }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }

    var indexes: [IndexEntry] {
        [
            IndexEntry(.policyType, Self.indexValue(of: type, in: organizationID)),
            // Of one organization's policies no two have the same name.
            IndexEntry(.name, "\(organizationID)/\(name)", unique: .everywhere),
        ]
    }

    static func indexValue(of type: PolicyType, in organizationID: String) -> String {
        "\(organizationID)/\(type.rawValue)"
    }
}

extension IndexField {
    /// The organization and type of a policy.
    static let policyType: IndexField = "policyType"
    /// The organization and id of a policy that hangs on a target.
    static let policy: IndexField = "policy"
}
