import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    func acceptHandshake(
        _ input: AcceptHandshakeRequest, _ view: Authorized<HandshakeView>, in scope: RequestScope
    ) throws -> Change<AcceptHandshakeResponse> {
        guard view.value.isRecipient else { throw AWSError.notPermitted }
        let key = view.value.handshake.key
        return Change { transaction in
            var handshake = try transaction.pending(key, for: .accepted, at: scope.now)
            handshake.state = .accepted
            handshake.completedAt = scope.now
            switch handshake.action {
            case .invite: try acceptInvitation(handshake, in: scope, transaction)
            case .approveAllFeatures: try approveAllFeatures(handshake, in: scope, transaction)
            case .enableAllFeatures: try transaction.enableAllFeatures(by: handshake)
            case .transferResponsibility: try transaction.acceptTransfer(of: handshake, by: scope.account)
            case .addOrganizationsServiceLinkedRole: break
            }
            try transaction.put(handshake)
            return AcceptHandshakeResponse(handshake: Handshake(of: handshake, at: scope.now))
        }
    }

    /// The account becomes a member, below the root. Nothing is put into it but the role of Organizations.
    private func acceptInvitation(
        _ handshake: HandshakeRecord, in scope: RequestScope, _ transaction: any WriteTransaction
    ) throws {
        let key = OrganizationRecord.key(handshake.organizationID)
        guard let organization = try transaction.get(OrganizationRecord.self, key)?.record else {
            throw AWSError.handshakeNotFound
        }
        var account = try transaction.accountOrStandIn(scope.account)
        if let membership = account.membership {
            try transaction.depart(account, from: membership.organizationID, at: scope.now)
            account = try transaction.accountOrStandIn(scope.account)
        }
        account.tags = handshake.tags
        account.membership = AccountRecord.Membership(
            organizationID: organization.id, parentID: organization.rootID, joinedMethod: .invited, joinedAt: scope.now)
        try transaction.expectAccountNoLonger(in: organization.id)
        try transaction.join(account, organization)
        try linkedRoles.ensure(for: Self.principal, in: account.id, for: scope, transaction)
    }

    /// When the last invited account has approved, the management account may complete the change.
    private func approveAllFeatures(
        _ handshake: HandshakeRecord, in scope: RequestScope, _ transaction: any WriteTransaction
    ) throws {
        try linkedRoles.ensure(for: Self.principal, in: scope.account, for: scope, transaction)
        try transaction.put(handshake)
        if let parentID = handshake.parentID { try transaction.openAllFeaturesIfApproved(parentID) }
    }
}

extension WriteTransaction {
    /// An account that accepts another organization's invitation leaves its own.
    fileprivate func depart(_ account: AccountRecord, from organizationID: String, at now: Timestamp) throws {
        guard let organization = try get(OrganizationRecord.self, OrganizationRecord.key(organizationID))?.record
        else { return }
        guard account.id != organization.managementAccount else { throw AWSError.masterCannotLeave }
        try account.requireFreeToLeave(at: now)
        try leave(account, organization, at: now)
    }

    fileprivate func enableAllFeatures(by handshake: HandshakeRecord) throws {
        let pending = try get(HandshakeRecord.self, handshake.key)?.record
        guard pending?.state == .open else { throw AWSError.invalidTransition }
        let key = OrganizationRecord.key(handshake.organizationID)
        guard var organization = try get(OrganizationRecord.self, key)?.record else { throw AWSError.handshakeNotFound }
        organization.featureSet = .all
        try put(organization)
    }

    /// Opens the handshake that completes the change, unless somebody has still to approve.
    func openAllFeaturesIfApproved(_ id: String) throws {
        guard var parent = try get(HandshakeRecord.self, HandshakeRecord.key(id))?.record, parent.state == .requested
        else { return }
        var position: RecordPosition?
        repeat {
            let page = try query(
                HandshakeRecord.self, in: .account(nil), where: .equals(.parentHandshake, .string(id)), limit: 500,
                after: position)
            guard page.records.allSatisfy({ [.accepted, .canceled].contains($0.record.state) }) else { return }
            position = page.next
        } while position != nil
        parent.state = .open
        try put(parent)
    }
}
