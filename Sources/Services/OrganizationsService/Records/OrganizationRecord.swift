import Essentials
import OrganizationsModel
import Store

/// An organization. What changes often, such as how many accounts it has, is kept elsewhere: caches hang on this record.
struct OrganizationRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.organization"

    /// `o-…`
    let id: String
    let managementAccount: AccountID
    /// `r-…`: there is one root.
    let rootID: String
    var featureSet: OrganizationFeatureSet
    let createdAt: Timestamp

    var key: RecordKey { Self.key(id) }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }

    var arn: String { arn("organization", id) }

    /// The ARN of something in this organization, such as `ou/o-…/ou-…`.
    func arn(_ path: String...) -> String {
        "arn:aws:organizations::\(managementAccount):\(path.joined(separator: "/"))"
    }
}
