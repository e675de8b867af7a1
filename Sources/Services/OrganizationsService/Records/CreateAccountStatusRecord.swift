import Essentials
import OrganizationsModel
import Store

/// A request to create an account, and what became of it.
struct CreateAccountStatusRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.createAccountStatus"

    /// `car-…`
    let id: String
    let organizationID: String
    let accountName: String
    let email: String
    let roleName: String
    let showsBillsToUsers: Bool
    let tags: [StoredTag]
    let requestedAt: Timestamp
    var state = CreateAccountState.inProgress
    var completedAt: Timestamp?
    var accountID: AccountID?
    var failureReason: CreateAccountFailureReason?

    var key: RecordKey { Self.key(id) }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }

    var indexes: [IndexEntry] {
        [IndexEntry(.organization, organizationID), IndexEntry(.state, Self.state(organizationID, state))]
            + (state == .inProgress ? [IndexEntry(.pending, requestedAt.milliseconds)] : [])
    }

    static func state(_ organizationID: String, _ state: CreateAccountState) -> String {
        "\(organizationID)/\(state.rawValue)"
    }
}
