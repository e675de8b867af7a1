import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// How many accounts an organization may have for its change to all features.
    static let allFeaturesLimit = 5000

    /// Asks every invited account to approve. The accounts that were created here have no say.
    ///
    /// No account is asked to make the role of Organizations anew: it cannot be deleted.
    func enableAllFeatures(
        _ input: EnableAllFeaturesRequest, in member: Authorized<Member>, scope: RequestScope
    ) -> Change<EnableAllFeaturesResponse> {
        let key = member.value.organization.key
        let id = OrganizationsID.handshake(scope.random)
        return Change { transaction in
            guard let organization = try transaction.get(OrganizationRecord.self, key)?.record else {
                throw AWSError.notInUse
            }
            try transaction.requireConsolidatedBilling(organization)
            let invitations = HandshakeRecord.filed(organization.id, .invite)
            try transaction.endAll(.equals(.sent, .string(invitations)), at: scope.now)
            let invited = try transaction.invitedMembers(of: organization)
            for account in invited {
                try transaction.insert(approval(of: account, for: organization, parent: id, in: scope))
            }
            let handshake = HandshakeRecord(
                id: id, organizationID: organization.id, managementAccount: organization.managementAccount,
                action: .enableAllFeatures, target: nil, requestedAt: scope.now,
                expiresAt: scope.now + HandshakeRecord.allFeaturesPeriod, state: invited.isEmpty ? .open : .requested)
            try transaction.insert(handshake)
            return EnableAllFeaturesResponse(handshake: Handshake(of: handshake, at: scope.now))
        }
    }

    private func approval(
        of account: AccountRecord, for organization: OrganizationRecord, parent: String, in scope: RequestScope
    ) -> HandshakeRecord {
        var handshake = HandshakeRecord(
            id: OrganizationsID.handshake(scope.random), organizationID: organization.id,
            managementAccount: organization.managementAccount, action: .approveAllFeatures,
            target: HandshakeRecord.Party(type: .account, id: account.id.description), requestedAt: scope.now,
            expiresAt: scope.now + HandshakeRecord.allFeaturesPeriod, state: .open)
        handshake.parentID = parent
        return handshake
    }
}

extension ReadTransaction {
    fileprivate func requireConsolidatedBilling(_ organization: OrganizationRecord) throws {
        guard organization.featureSet == .consolidatedBilling else {
            throw AWSError.handshakeConstraint(
                "ORGANIZATION_ALREADY_HAS_ALL_FEATURES", "The organization has all features enabled already.")
        }
        guard try pendingHandshake(.enableAllFeatures, to: "", of: organization.id) == nil else {
            throw AWSError.handshakeConstraint(
                "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION",
                "The organization has already begun to enable all features.")
        }
        guard try counts(of: organization.id).accounts <= Organizations.allFeaturesLimit else {
            throw AWSError.constraint(
                "ALL_FEATURES_MIGRATION_ORGANIZATION_SIZE_LIMIT_EXCEEDED",
                "The organization has too many accounts for the standard migration process.")
        }
    }

    fileprivate func invitedMembers(of organization: OrganizationRecord) throws -> [AccountRecord] {
        var found: [AccountRecord] = []
        var position: RecordPosition?
        repeat {
            let page = try query(
                AccountRecord.self, in: .account(nil), where: .equals(.invited, .string(organization.id)), limit: 500,
                after: position)
            found += page.records.map(\.record).filter { $0.id != organization.managementAccount }
            position = page.next
        } while position != nil
        return found
    }
}

extension IndexField {
    /// The organization that an account has joined by invitation.
    static let invited: IndexField = "invited"
}
