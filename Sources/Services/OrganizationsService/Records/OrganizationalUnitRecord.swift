import Essentials
import Store

/// An organizational unit. Units are never moved, so each knows its whole path.
struct OrganizationalUnitRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.organizationalUnit"

    /// `ou-…`
    let id: String
    let organizationID: String
    /// The ids from the root to this unit, both included.
    let path: [String]
    var name: String
    var tags: [StoredTag] = []
    let createdAt: Timestamp

    var key: RecordKey { Self.key(id) }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }

    var parentID: String { path.dropLast().last ?? "" }

    /// How many units there are above it and with it.
    var depth: Int { path.count - 1 }

    var indexes: [IndexEntry] {
        [
            IndexEntry(.parent, parentID), IndexEntry(.organization, organizationID),
            // Of one parent's units no two have the same name.
            IndexEntry(.name, "\(parentID)/\(name)", unique: .everywhere),
        ]
    }
}
