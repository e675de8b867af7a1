import Essentials
import OrganizationsModel
import Store

/// An account that Organizations has met. It stays when the account leaves its organization: an account keeps its name
/// and address wherever it goes.
struct AccountRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.account"

    /// How the account belongs to an organization.
    struct Membership: Codable, Sendable, Hashable {
        let organizationID: String
        /// `r-…` or `ou-…`
        var parentID: String
        let joinedMethod: AccountJoinedMethod
        let joinedAt: Timestamp
    }

    /// A service that the account administers for its organization.
    struct Delegation: Codable, Sendable, Hashable {
        let servicePrincipal: String
        let enabledAt: Timestamp
    }

    let id: AccountID
    var email: String
    var name: String
    var state = AccountState.active
    var tags: [StoredTag] = []
    /// Nil while the account stands alone.
    var membership: Membership?
    /// In order of service principal.
    var delegations: [Delegation] = []
    /// Whether the account's users may be shown its bills; nil where nobody has said.
    var showsBillsToUsers: Bool?
    /// When it was asked that the account be closed.
    var closureRequestedAt: Timestamp?

    var key: RecordKey { Self.key(id) }

    static func key(_ id: AccountID) -> RecordKey { RecordKey(account: nil, region: nil, id: id.description) }

    var indexes: [IndexEntry] {
        let address = IndexEntry(.email, email.lowercased(), unique: .everywhere)
        guard let membership else { return [address] }
        let organization = membership.organizationID
        return [address, IndexEntry(.parent, membership.parentID), IndexEntry(.organization, organization)]
            + (delegations.isEmpty ? [] : [IndexEntry(.delegation, organization)])
            + delegations.map { IndexEntry(.delegation, Self.delegation(organization, $0.servicePrincipal)) }
            + (membership.joinedMethod == .invited ? [IndexEntry(.invited, organization)] : []) + closureIndexes
    }

    static func delegation(_ organizationID: String, _ servicePrincipal: String) -> String {
        "\(organizationID)/\(servicePrincipal)"
    }
}
