import AWSProtocols
import Essentials
import OrganizationsModel
import Store

extension WriteTransaction {
    /// The management account of the organization that was asked agrees.
    func acceptTransfer(of handshake: HandshakeRecord, by account: AccountID) throws {
        guard var transfer = try transfer(of: handshake), transfer.source.managementAccount == account,
            try organization(of: account)?.id == transfer.source.organizationID
        else { throw AWSError.invalidTransition }
        let outbound = Predicate.equals(.standingOutbound, .string(transfer.source.organizationID))
        let others = try query(
            ResponsibilityTransferRecord.self, in: .account(nil), where: outbound, limit: 100
        ).records.filter { $0.record.status == .accepted }
        // An organization's bills are one other's at most.
        guard others.isEmpty else {
            throw AWSError.constraint(
                "RESPONSIBILITY_TRANSFER_MAX_OUTBOUND_QUOTA_VIOLATION",
                "You have exceeded your outbound transfers limit.")
        }
        transfer.status = .accepted
        try put(transfer)
    }

    /// The handshake came to nothing, and so does the transfer.
    func endTransfer(of handshake: HandshakeRecord) throws {
        guard var transfer = try transfer(of: handshake), transfer.status == .requested else { return }
        transfer.status =
            switch handshake.state {
            case .declined: .declined
            case .expired: .expired
            default: .canceled
            }
        try put(transfer)
    }

    private func transfer(of handshake: HandshakeRecord) throws -> ResponsibilityTransferRecord? {
        guard let id = handshake.transfer?.id else { return nil }
        return try get(ResponsibilityTransferRecord.self, ResponsibilityTransferRecord.key(id))?.record
    }
}

extension ReadTransaction {
    /// An organization that has to do with a transfer cannot be deleted.
    func requireNoTransfers(of organization: OrganizationRecord) throws {
        for side in [IndexField.standingInbound, .standingOutbound] {
            let standing = try first(
                ResponsibilityTransferRecord.self, in: .account(nil), where: .equals(side, .string(organization.id)))
            guard standing == nil else {
                throw AWSError.constraint(
                    "ACTIVE_RESPONSIBILITY_TRANSFER_PROCESS",
                    "You cannot delete the organization because of an ongoing responsibility transfer.")
            }
        }
    }
}
