import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Testing

@testable import OrganizationsService

@Suite struct HandshakeTests {
    static let other = AccountID("210987654321") ?? .standard

    private func invite(
        _ harness: OrganizationsHarness, _ account: AccountID = other, tags: [OrganizationsModel.Tag]? = nil
    ) async throws -> Handshake {
        let request = InviteAccountToOrganizationRequest(
            target: HandshakeParty(id: account.description, type: .account), notes: "join us", tags: tags)
        let answer = try await harness.call(OrganizationsOperations.inviteAccountToOrganization, request)
        return try #require(answer.handshake)
    }

    private func accept(_ harness: OrganizationsHarness, _ id: String?, as account: AccountID = other) async throws {
        try await harness.call(
            OrganizationsOperations.acceptHandshake, AcceptHandshakeRequest(handshakeId: id ?? ""), as: account)
    }

    @Test func anInvitedAccountJoinsBelowTheRootWithItsTags() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let invitation = try await invite(harness, tags: [OrganizationsModel.Tag(key: "team", value: "red")])
        #expect(invitation.state == .open)
        #expect(invitation.action == .invite)
        try await accept(harness, invitation.id)
        let account = try await harness.describe(Self.other)
        #expect(account.joinedMethod == .invited)
        let root = try await harness.rootID()
        #expect(try await harness.parent(of: Self.other.description) == root)
        let tags = try await harness.call(
            OrganizationsOperations.listTagsForResource,
            ListTagsForResourceRequest(resourceId: Self.other.description))
        #expect(tags.tags?.map(\.key) == ["team"])
        #expect(
            try await harness.refusal(
                OrganizationsOperations.acceptHandshake,
                AcceptHandshakeRequest(handshakeId: invitation.id ?? ""), as: Self.other)
                == Refusal(.handshakeAlreadyInStateException))
    }

    @Test func aSecondInvitationOfTheSameAccountIsADuplicate() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let first = try await invite(harness)
        let request = InviteAccountToOrganizationRequest(
            target: HandshakeParty(id: Self.other.description, type: .account))
        #expect(
            try await harness.refusal(OrganizationsOperations.inviteAccountToOrganization, request)
                == Refusal(.duplicateHandshakeException))
        try await harness.call(
            OrganizationsOperations.cancelHandshake, CancelHandshakeRequest(handshakeId: first.id ?? ""))
        #expect(try await harness.refusal(OrganizationsOperations.inviteAccountToOrganization, request) == nil)
    }

    @Test func anInvitationExpiresAfterFifteenDays() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let invitation = try await invite(harness)
        harness.time.advance(by: .days(15))
        let accept = AcceptHandshakeRequest(handshakeId: invitation.id ?? "")
        let refused = Refusal(.invalidHandshakeTransitionException)
        #expect(
            try await harness.refusal(OrganizationsOperations.acceptHandshake, accept, as: Self.other) == refused)
        try await harness.runChores()
        let described = try await harness.call(
            OrganizationsOperations.describeHandshake, DescribeHandshakeRequest(handshakeId: invitation.id ?? ""))
        #expect(described.handshake?.state == .expired)
        let expected = try harness.store.readNow { try $0.counts(of: invitation.parties?.first?.id ?? "") }
        #expect(expected.expectedAccounts == 0)
        harness.time.advance(by: .days(30))
        try await harness.runChores()
        #expect(
            try await harness.refusal(
                OrganizationsOperations.describeHandshake,
                DescribeHandshakeRequest(handshakeId: invitation.id ?? "")) == Refusal(.handshakeNotFoundException))
    }

    @Test func handshakesAreNobodyElsesBusiness() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let invitation = try await invite(harness)
        let third = try #require(AccountID("333333333333"))
        #expect(
            try await harness.refusal(
                OrganizationsOperations.describeHandshake,
                DescribeHandshakeRequest(handshakeId: invitation.id ?? ""), as: third)
                == Refusal(.handshakeNotFoundException))
        #expect(
            try await harness.refusal(
                OrganizationsOperations.acceptHandshake, AcceptHandshakeRequest(handshakeId: invitation.id ?? ""))
                == Refusal(AWSError.notPermitted))
        #expect(
            try await harness.refusal(
                OrganizationsOperations.cancelHandshake,
                CancelHandshakeRequest(handshakeId: invitation.id ?? ""), as: Self.other)
                == Refusal(AWSError.notPermitted))
    }

    @Test func listsAreFiltered() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let invitation = try await invite(harness)
        let received = try await harness.call(
            OrganizationsOperations.listHandshakesForAccount,
            ListHandshakesForAccountRequest(filter: HandshakeFilter(actionType: .invite)), as: Self.other)
        #expect(received.handshakes?.map(\.id) == [invitation.id])
        let none = try await harness.call(
            OrganizationsOperations.listHandshakesForOrganization,
            ListHandshakesForOrganizationRequest(filter: HandshakeFilter(actionType: .enableAllFeatures)))
        #expect(none.handshakes?.isEmpty == true)
        let both = ListHandshakesForAccountRequest(
            filter: HandshakeFilter(actionType: .invite, parentHandshakeId: invitation.id))
        #expect(
            try await harness.refusal(OrganizationsOperations.listHandshakesForAccount, both, as: Self.other)
                == Refusal(.invalidInputException, "MAX_LIMIT_EXCEEDED_FILTER"))
    }

    @Test func anAccountMovesStraightToAnotherOrganization() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        try await accept(harness, try await invite(harness).id)
        let rival = try #require(AccountID("444444444444"))
        try await harness.call(
            OrganizationsOperations.createOrganization, CreateOrganizationRequest(), as: rival)
        let request = InviteAccountToOrganizationRequest(
            target: HandshakeParty(id: Self.other.description, type: .account))
        let invitation = try await harness.call(
            OrganizationsOperations.inviteAccountToOrganization, request, as: rival
        ).handshake
        try await accept(harness, invitation?.id)
        let organization = try await harness.call(
            OrganizationsOperations.describeOrganization, EmptyStructure(), as: Self.other
        ).organization
        #expect(organization?.masterAccountId == rival.description)
        #expect(
            try await harness.refusal(
                OrganizationsOperations.describeAccount, DescribeAccountRequest(accountId: Self.other.description))
                == Refusal(.accountNotFoundException))
    }

    @Test func allFeaturesNeedTheConsentOfInvitedAccounts() async throws {
        let harness = try await OrganizationsHarness.withOrganization(.consolidatedBilling)
        try await accept(harness, try await invite(harness).id)
        _ = try await harness.createAccount("created")
        let change = try await harness.call(
            OrganizationsOperations.enableAllFeatures, EnableAllFeaturesRequest()
        ).handshake
        #expect(change?.state == .requested)
        let early = AcceptHandshakeRequest(handshakeId: change?.id ?? "")
        #expect(
            try await harness.refusal(OrganizationsOperations.acceptHandshake, early)
                == Refusal(.invalidHandshakeTransitionException))
        #expect(
            try await harness.refusal(OrganizationsOperations.enableAllFeatures, EnableAllFeaturesRequest())
                == Refusal(
                    .handshakeConstraintViolationException, "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION"))
        let asked = try await harness.call(
            OrganizationsOperations.listHandshakesForAccount,
            ListHandshakesForAccountRequest(filter: HandshakeFilter(actionType: .approveAllFeatures)), as: Self.other)
        #expect(asked.handshakes?.count == 1)
        try await accept(harness, asked.handshakes?.first?.id)
        let opened = try await harness.call(
            OrganizationsOperations.describeHandshake, DescribeHandshakeRequest(handshakeId: change?.id ?? ""))
        #expect(opened.handshake?.state == .open)
        try await harness.call(OrganizationsOperations.acceptHandshake, early)
        let organization = try await harness.call(OrganizationsOperations.describeOrganization, EmptyStructure())
        #expect(organization.organization?.featureSet == .all)
        #expect(
            try await harness.refusal(OrganizationsOperations.enableAllFeatures, EnableAllFeaturesRequest())
                == Refusal(.handshakeConstraintViolationException, "ORGANIZATION_ALREADY_HAS_ALL_FEATURES"))
    }

    @Test func whoRefusesAllFeaturesAndIsRemovedHasNoSayAnyMore() async throws {
        let harness = try await OrganizationsHarness.withOrganization(.consolidatedBilling)
        try await accept(harness, try await invite(harness).id)
        let change = try await harness.call(
            OrganizationsOperations.enableAllFeatures, EnableAllFeaturesRequest()
        ).handshake
        let asked = try await harness.call(
            OrganizationsOperations.listHandshakesForAccount,
            ListHandshakesForAccountRequest(filter: HandshakeFilter(parentHandshakeId: change?.id)), as: Self.other)
        try await harness.call(
            OrganizationsOperations.declineHandshake,
            DeclineHandshakeRequest(handshakeId: asked.handshakes?.first?.id ?? ""), as: Self.other)
        try await harness.call(
            OrganizationsOperations.removeAccountFromOrganization,
            RemoveAccountFromOrganizationRequest(accountId: Self.other.description))
        let opened = try await harness.call(
            OrganizationsOperations.describeHandshake, DescribeHandshakeRequest(handshakeId: change?.id ?? ""))
        #expect(opened.handshake?.state == .open)
    }
}
