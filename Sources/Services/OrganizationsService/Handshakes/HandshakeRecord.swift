import Essentials
import OrganizationsModel
import Store

/// An agreement that one account proposes to another.
struct HandshakeRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.handshake"

    /// Who is asked.
    struct Party: Codable, Sendable, Hashable {
        var type: HandshakePartyType
        /// An account number or an address.
        var id: String
    }

    /// `h-…`
    let id: String
    let organizationID: String
    /// Of the organization that asks.
    let managementAccount: AccountID
    let action: ActionType
    /// Nil where the asking organization itself completes the handshake.
    let target: Party?
    let requestedAt: Timestamp
    let expiresAt: Timestamp
    var state: HandshakeState
    var completedAt: Timestamp?
    /// What the receiver is told of the sender.
    var sender: Sender?
    var notes: String?
    /// Of the account that an invitation makes a member.
    var tags: [StoredTag] = []
    /// The handshake that this one is a part of.
    var parentID: String?
    var transfer: Transfer?

    struct Sender: Codable, Sendable, Hashable {
        let email: String
        let name: String
        let featureSet: OrganizationFeatureSet
    }

    struct Transfer: Codable, Sendable, Hashable {
        /// `rt-…`
        let id: String
        let startsAt: Timestamp
    }

    var key: RecordKey { Self.key(id) }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }

    /// As policies name it. Source: service authorization reference, resource type `handshake`.
    var arn: String {
        let type = action.rawValue.lowercased()
        return "arn:aws:organizations::\(managementAccount):handshake/\(organizationID)/\(type)/\(id)"
    }
}

extension HandshakeRecord {
    /// How long an ended handshake can still be seen.
    static let retention = TimeSpan.days(30)
    static let invitationPeriod = TimeSpan.days(15)
    static let allFeaturesPeriod = TimeSpan.days(90)

    var isPending: Bool { state == .requested || state == .open }

    /// The state as it is at a time: one that nobody answered expires by itself.
    func state(at now: Timestamp) -> HandshakeState { isPending && expiresAt <= now ? .expired : state }

    /// What two handshakes that would be duplicates have in common.
    var subject: String { Self.subject(organizationID, action, target?.id ?? "") }

    static func subject(_ organizationID: String, _ action: ActionType, _ target: String) -> String {
        "\(organizationID)/\(action.rawValue)/\(target.lowercased())"
    }

    static func filed(_ owner: String, _ action: ActionType) -> String { "\(owner)/\(action.rawValue)" }

    /// When it expires or is forgotten.
    var due: Timestamp { isPending ? expiresAt : (completedAt ?? expiresAt) + Self.retention }

    var indexes: [IndexEntry] {
        var entries = [
            IndexEntry(.organization, organizationID), IndexEntry(.sent, Self.filed(organizationID, action)),
            IndexEntry(.due, due.milliseconds),
        ]
        if isPending { entries.append(IndexEntry(.subject, subject)) }
        if let recipient = target?.id.lowercased() {
            entries += [IndexEntry(.recipient, recipient), IndexEntry(.received, Self.filed(recipient, action))]
        }
        if let parentID { entries.append(IndexEntry(.parentHandshake, parentID)) }
        return entries
    }
}

extension IndexField {
    /// The organization and the action of a handshake.
    static let sent: IndexField = "sent"
    /// Who is asked: an account number, or an address in lower case.
    static let recipient: IndexField = "recipient"
    /// The same with the action.
    static let received: IndexField = "received"
    /// Of a handshake that is still to be answered: who asks whom for what.
    static let subject: IndexField = "subject"
    static let parentHandshake: IndexField = "parentHandshake"
    /// When a handshake expires, or is forgotten.
    static let due: IndexField = "due"
}
