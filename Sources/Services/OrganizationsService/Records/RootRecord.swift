import OrganizationsModel
import Store

/// The top of an organization's tree.
struct RootRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.root"

    /// `r-…`
    let id: String
    let organizationID: String
    var name = "Root"
    /// The types of policies that are in force, in the order in which they were enabled.
    var enabledPolicyTypes: [PolicyType] = []
    var tags: [StoredTag] = []

    var key: RecordKey { Self.key(id) }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }
}
