import Essentials
import OrganizationsModel
import Store

/// That one organization's bills are, or are to be, another's to manage and pay.
struct ResponsibilityTransferRecord: StoredRecord, Hashable {
    static let kind: RecordKind = "organizations.responsibilityTransfer"

    /// One side: an organization and its management account.
    struct Participant: Codable, Sendable, Hashable {
        let organizationID: String
        let managementAccount: AccountID
        let email: String
    }

    /// `rt-…`
    let id: String
    var name: String
    var status = ResponsibilityTransferStatus.requested
    /// Whose bills are transferred.
    let source: Participant
    /// Who asked for them.
    let target: Participant
    let startsAt: Timestamp
    var endsAt: Timestamp?
    let handshakeID: String
    var tags: [StoredTag] = []

    var key: RecordKey { Self.key(id) }

    static func key(_ id: String) -> RecordKey { RecordKey(account: nil, region: nil, id: id) }

    var indexes: [IndexEntry] {
        let sides = [
            IndexEntry(.outbound, source.organizationID), IndexEntry(.inbound, target.organizationID),
        ]
        guard isStanding else { return sides }
        return sides + [
            IndexEntry(.standingOutbound, source.organizationID), IndexEntry(.standingInbound, target.organizationID),
        ]
    }

    /// Whether it is asked for or agreed, and nobody has withdrawn.
    var isStanding: Bool { status == .requested || status == .accepted }

    func isInbound(to organization: OrganizationRecord) -> Bool { target.organizationID == organization.id }
}

extension ResponsibilityTransferRecord: TaggedRecord {
    /// Each side names it as its own.
    func arn(in organization: OrganizationRecord) -> String {
        organization.arn(
            "transfer", organization.id, "billing", isInbound(to: organization) ? "inbound" : "outbound", id)
    }
}

extension IndexField {
    /// The organization that pays another's bills, or is to.
    static let inbound: IndexField = "inbound"
    /// The organization whose bills are another's.
    static let outbound: IndexField = "outbound"
    static let standingInbound: IndexField = "standingInbound"
    static let standingOutbound: IndexField = "standingOutbound"
}

extension ReadTransaction {
    /// The transfer of this id to or from an organization; nil where there is none.
    func transfer(_ id: String, of organization: OrganizationRecord) throws -> ResponsibilityTransferRecord? {
        let transfer = try get(ResponsibilityTransferRecord.self, ResponsibilityTransferRecord.key(id))?.record
        let sides = [transfer?.source.organizationID, transfer?.target.organizationID]
        return sides.contains(organization.id) ? transfer : nil
    }
}

extension ResponsibilityTransfer {
    init(of transfer: ResponsibilityTransferRecord, in organization: OrganizationRecord) {
        self.init(
            arn: transfer.arn(in: organization), name: transfer.name, id: transfer.id, type: .billing,
            status: transfer.status, source: TransferParticipant(of: transfer.source),
            target: TransferParticipant(of: transfer.target), startTimestamp: transfer.startsAt,
            endTimestamp: transfer.endsAt,
            activeHandshakeId: transfer.status == .requested ? transfer.handshakeID : nil)
    }
}

extension TransferParticipant {
    init(of participant: ResponsibilityTransferRecord.Participant) {
        self.init(
            managementAccountId: participant.managementAccount.description, managementAccountEmail: participant.email)
    }
}
