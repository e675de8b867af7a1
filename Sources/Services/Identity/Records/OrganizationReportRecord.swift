import Essentials
import Store

/// A report of when the accounts of a part of an organization last used the services that its policies let them use.
struct OrganizationReportRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "iam.organizationReport"

    struct Service: Codable, Sendable, Hashable {
        var namespace: String
        var last: Access?
        /// Of the account that used the service last: `o-…/r-…/123456789012`.
        var path: String?
        /// How many accounts have used the service.
        var accounts: Int
    }

    /// The management account.
    var account: AccountID
    var id: String
    var createdAt: Timestamp
    /// In order of namespace; nil where there is nothing at the path that was asked for.
    var services: [Service]?

    var key: RecordKey { Self.key(account, id) }
    var indexes: [IndexEntry] { [IndexEntry(.createdAt, createdAt.milliseconds)] }

    static func key(_ account: AccountID, _ id: String) -> RecordKey {
        RecordKey(account: account, region: nil, id: id)
    }
}
