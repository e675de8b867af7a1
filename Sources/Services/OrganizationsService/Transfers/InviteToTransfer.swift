import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// How many organizations one may pay for. AWS begins with none and raises it on request to as many as this.
    /// Source: AWS Billing user guide, "Quotas" of billing transfers.
    static let inboundTransfers = 1000

    func transferInvitation(
        _ input: InviteOrganizationToTransferResponsibilityRequest, in scope: RequestScope
    ) throws -> Target<Member> {
        let action = ActionNames.inviteToTransfer
        let member = try member(scope, action, for: .managementAccount)
        let organization = member.organization
        let isAccount = input.target.type == .account
        var conditions = OrganizationsConditions(tags: input.tags ?? [])
        conditions.transferDirection = .inbound
        let arn = isAccount ? organization.arn("account", organization.id, input.target.id) : "*"
        let check = try check(action, member, on: arn, for: .managementAccount, conditions, in: scope)
        let tagged = organization.arn("transfer", organization.id, "billing", "inbound", "*")
        return creation(Target(member, check), taggedAs: tagged, input.tags)
    }

    /// Asks another organization to hand over its bills. The transfer is there from then on, as requested.
    func inviteOrganizationToTransferResponsibility(
        _ input: InviteOrganizationToTransferResponsibilityRequest, from member: Authorized<Member>,
        in scope: RequestScope
    ) throws -> Change<InviteOrganizationToTransferResponsibilityResponse> {
        let organization = member.value.organization
        let party = try HandshakeRecord.Party(invited: input.target)
        try TransferDates.requireStart(input.startTimestamp, at: scope.now)
        let tags = try TagSet([]).adding(input.tags ?? []).tags
        let ids = (transfer: OrganizationsID.transfer(scope.random), handshake: OrganizationsID.handshake(scope.random))
        return Change { transaction in
            let source = try transaction.source(of: party, askedBy: organization)
            let target = try transaction.participant(organization)
            try transaction.requireRoomForTransfer(from: source, to: target)
            var handshake = HandshakeRecord(
                id: ids.handshake, organizationID: organization.id, managementAccount: organization.managementAccount,
                action: .transferResponsibility, target: party, requestedAt: scope.now,
                expiresAt: min(
                    scope.now + HandshakeRecord.invitationPeriod, input.startTimestamp - TransferDates.notice),
                state: .requested)
            handshake.sender = try transaction.sender(of: organization)
            handshake.notes = input.notes
            handshake.transfer = HandshakeRecord.Transfer(id: ids.transfer, startsAt: input.startTimestamp)
            try transaction.insert(handshake)
            try transaction.insert(
                ResponsibilityTransferRecord(
                    id: ids.transfer, name: input.sourceName, source: source, target: target,
                    startsAt: input.startTimestamp, handshakeID: ids.handshake, tags: tags))
            return InviteOrganizationToTransferResponsibilityResponse(
                handshake: Handshake(of: handshake, at: scope.now))
        }
    }
}

extension ReadTransaction {
    fileprivate func participant(
        _ organization: OrganizationRecord
    ) throws -> ResponsibilityTransferRecord.Participant {
        let account = try accountOrStandIn(organization.managementAccount)
        return ResponsibilityTransferRecord.Participant(
            organizationID: organization.id, managementAccount: account.id, email: account.email)
    }

    /// The organization that the party manages.
    fileprivate func source(
        of party: HandshakeRecord.Party, askedBy organization: OrganizationRecord
    ) throws -> ResponsibilityTransferRecord.Participant {
        guard let account = try account(of: party), let source = try self.organization(of: account.id),
            source.managementAccount == account.id
        else {
            throw AWSError.invalidInput(
                "TARGET_NOT_SUPPORTED", "The invited account is not the management account of an organization.")
        }
        guard source.id != organization.id else {
            throw AWSError.handshakeConstraint(
                "SOURCE_AND_TARGET_CANNOT_MATCH", "You can't invite your own organization.")
        }
        return try participant(source)
    }

    fileprivate func requireRoomForTransfer(
        from source: ResponsibilityTransferRecord.Participant, to target: ResponsibilityTransferRecord.Participant
    ) throws {
        let between = Predicate.and([
            .equals(.standingInbound, .string(target.organizationID)),
            .equals(.standingOutbound, .string(source.organizationID)),
        ])
        if let standing = try first(ResponsibilityTransferRecord.self, in: .account(nil), where: between)?.record {
            throw standing.status == .requested
                ? AWSError.duplicateHandshake
                : AWSError.handshakeConstraint(
                    "RESPONSIBILITY_TRANSFER_ALREADY_EXISTS",
                    "The organization's bills are transferred to yours already.")
        }
        let inbound = try count(
            ResponsibilityTransferRecord.self, in: .account(nil),
            where: .equals(.standingInbound, .string(target.organizationID)))
        guard inbound < Organizations.inboundTransfers else {
            throw AWSError.constraint(
                "RESPONSIBILITY_TRANSFER_MAX_INBOUND_QUOTA_VIOLATION", "You have exceeded your inbound transfers limit."
            )
        }
    }
}
