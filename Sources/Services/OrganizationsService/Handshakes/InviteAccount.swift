import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// Whom an organization invites. The policies are asked about the account as if it were a member already.
    func invitation(_ input: InviteAccountToOrganizationRequest, in scope: RequestScope) throws -> Target<Member> {
        let action = ActionNames.inviteAccount
        let member = try member(scope, action, for: .managementAccount)
        let organization = member.organization
        let isAccount = input.target.type == .account
        let arn = isAccount ? organization.arn("account", organization.id, input.target.id) : "*"
        let check = try check(
            action, member, on: arn, for: .managementAccount, OrganizationsConditions(tags: input.tags ?? []),
            in: scope)
        return creation(
            Target(member, check), taggedAs: organization.arn("account", organization.id, "*"), input.tags)
    }

    func inviteAccountToOrganization(
        _ input: InviteAccountToOrganizationRequest, from member: Authorized<Member>, in scope: RequestScope
    ) throws -> Change<InviteAccountToOrganizationResponse> {
        let party = try HandshakeRecord.Party(invited: input.target)
        let organization = member.value.organization
        let tags = try TagSet([]).adding(input.tags ?? []).tags
        let id = OrganizationsID.handshake(scope.random)
        return Change { transaction in
            let sender = try transaction.sender(of: organization)
            try transaction.requireFresh(party, of: organization)
            try transaction.expectAccount(in: organization.id)
            var handshake = HandshakeRecord(
                id: id, organizationID: organization.id, managementAccount: organization.managementAccount,
                action: .invite, target: party, requestedAt: scope.now,
                expiresAt: scope.now + HandshakeRecord.invitationPeriod, state: .open)
            handshake.sender = sender
            handshake.notes = input.notes
            handshake.tags = tags
            try transaction.insert(handshake)
            return InviteAccountToOrganizationResponse(handshake: Handshake(of: handshake, at: scope.now))
        }
    }
}

extension HandshakeRecord.Party {
    /// Throws InvalidInputException for what can be no account's number or address.
    init(invited party: HandshakeParty) throws(AWSError) {
        switch party.type {
        case .account:
            guard AccountID(party.id) != nil else {
                throw .invalidInput("INVALID_PATTERN", "You provided a value that does not match the required pattern.")
            }
        case .email:
            guard EmailAddress.isValid(party.id) else {
                throw .invalidInput("INVALID_EMAIL_ADDRESS_TARGET", "You specified an invalid email address.")
            }
        case .organization:
            throw .invalidInput("INVALID_PARTY_TYPE_TARGET", "You specified the wrong type of party.")
        }
        self.init(type: party.type, id: party.id)
    }
}

extension ReadTransaction {
    /// What invitations tell of an organization. While it moves to all features, they tell that it has them.
    func sender(of organization: OrganizationRecord) throws -> HandshakeRecord.Sender {
        let account = try accountOrStandIn(organization.managementAccount)
        let isMigrating = try pendingHandshake(.enableAllFeatures, to: "", of: organization.id) != nil
        return HandshakeRecord.Sender(
            email: account.email, name: account.name, featureSet: isMigrating ? .all : organization.featureSet)
    }

    func pendingHandshake(
        _ action: ActionType, to target: String, of organizationID: String
    ) throws -> HandshakeRecord? {
        let subject = HandshakeRecord.subject(organizationID, action, target)
        return try first(
            HandshakeRecord.self, in: .account(nil), where: .equals(.subject, .string(subject)))?.record
    }

    /// The account that an account number or address is of, if it has been met.
    func account(of party: HandshakeRecord.Party) throws -> AccountRecord? {
        if let id = AccountID(party.id) { return try get(AccountRecord.self, AccountRecord.key(id))?.record }
        let hasAddress = Predicate.equals(.email, .string(party.id.lowercased()))
        return try first(AccountRecord.self, in: .account(nil), where: hasAddress)?.record
    }

    /// An account of another organization may be invited: it moves when it accepts.
    fileprivate func requireFresh(_ party: HandshakeRecord.Party, of organization: OrganizationRecord) throws {
        let account = try account(of: party)
        guard account?.membership?.organizationID != organization.id else {
            throw AWSError.handshakeConstraint(
                "ALREADY_IN_AN_ORGANIZATION", "The invited account is already a member of the organization.")
        }
        // The same account may have been invited by its other name.
        let names = Set([party.id, account?.email, account?.id.description].compactMap(\.self))
        for name in names where try pendingHandshake(.invite, to: name, of: organization.id) != nil {
            throw AWSError.duplicateHandshake
        }
    }
}

extension AWSError {
    static let duplicateHandshake = AWSError(
        .duplicateHandshakeException, "A handshake with the same action and target already exists.")

    /// - Parameter reason: one of the model's `HandshakeConstraintViolationExceptionReason`
    static func handshakeConstraint(_ reason: String, _ message: String) -> AWSError {
        AWSError(.handshakeConstraintViolationException, message, fields: ["Reason": .string(reason)])
    }
}
