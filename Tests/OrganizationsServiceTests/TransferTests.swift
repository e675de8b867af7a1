import AWSProtocols
import Essentials
import OrganizationsModel
import Testing

@testable import OrganizationsService

@Suite struct TransferTests {
    private static let payer = AccountID.standard
    private static let source = AccountID("222222222222") ?? .standard
    /// The harness's clock stands at 2023-11-14.
    private static let january = CivilTime(year: 2024, month: 1, day: 1).map(\.timestamp) ?? Timestamp(seconds: 0)

    private func harness() async throws -> OrganizationsHarness {
        let harness = try await OrganizationsHarness.withOrganization()
        try await harness.call(
            OrganizationsOperations.createOrganization, CreateOrganizationRequest(), as: Self.source)
        return harness
    }

    private func request(
        to account: AccountID = source, start: Timestamp = january
    ) -> InviteOrganizationToTransferResponsibilityRequest {
        InviteOrganizationToTransferResponsibilityRequest(
            type: .billing, target: HandshakeParty(id: account.description, type: .account), startTimestamp: start,
            sourceName: "bills")
    }

    private func invite(_ harness: OrganizationsHarness) async throws -> (transfer: String, handshake: String) {
        let handshake = try await harness.call(
            OrganizationsOperations.inviteOrganizationToTransferResponsibility, request()
        ).handshake
        let inbound = try await harness.call(
            OrganizationsOperations.listInboundResponsibilityTransfers,
            ListInboundResponsibilityTransfersRequest(type: .billing))
        return (
            try #require(inbound.responsibilityTransfers?.first?.id), try #require(handshake?.id)
        )
    }

    @Test func aTransferIsAgreedAndWithdrawn() async throws {
        let harness = try await harness()
        let ids = try await invite(harness)
        try await harness.call(
            OrganizationsOperations.acceptHandshake, AcceptHandshakeRequest(handshakeId: ids.handshake),
            as: Self.source)
        let outbound = try await harness.call(
            OrganizationsOperations.listOutboundResponsibilityTransfers,
            ListOutboundResponsibilityTransfersRequest(type: .billing), as: Self.source)
        let transfer = outbound.responsibilityTransfers?.first
        #expect(transfer?.status == .accepted)
        #expect(transfer?.arn?.contains("/billing/outbound/rt-") == true)
        #expect(transfer?.source?.managementAccountId == Self.source.description)
        #expect(
            try await harness.refusal(
                OrganizationsOperations.deleteOrganization, EmptyStructure(), as: Self.source)
                == Refusal(.constraintViolationException, "ACTIVE_RESPONSIBILITY_TRANSFER_PROCESS"))
        let terminate = TerminateResponsibilityTransferRequest(id: ids.transfer)
        let ended = try await harness.call(
            OrganizationsOperations.terminateResponsibilityTransfer, terminate, as: Self.source)
        #expect(ended.responsibilityTransfer?.status == .withdrawn)
        #expect(ended.responsibilityTransfer?.endTimestamp?.iso8601 == "2024-01-31T23:59:59Z")
        #expect(
            try await harness.refusal(OrganizationsOperations.terminateResponsibilityTransfer, terminate)
                == Refusal(.responsibilityTransferAlreadyInStatusException))
    }

    @Test func aTransferThatIsDeclinedIsNone() async throws {
        let harness = try await harness()
        let ids = try await invite(harness)
        try await harness.call(
            OrganizationsOperations.declineHandshake, DeclineHandshakeRequest(handshakeId: ids.handshake),
            as: Self.source)
        let transfer = try await harness.call(
            OrganizationsOperations.describeResponsibilityTransfer,
            DescribeResponsibilityTransferRequest(id: ids.transfer))
        #expect(transfer.responsibilityTransfer?.status == .declined)
        #expect(
            try await harness.refusal(
                OrganizationsOperations.terminateResponsibilityTransfer,
                TerminateResponsibilityTransferRequest(id: ids.transfer))
                == Refusal(.invalidResponsibilityTransferTransitionException))
        try await harness.call(OrganizationsOperations.deleteOrganization, EmptyStructure(), as: Self.source)
    }

    @Test func transfersAreNamedAndTagged() async throws {
        let harness = try await harness()
        let ids = try await invite(harness)
        let renamed = try await harness.call(
            OrganizationsOperations.updateResponsibilityTransfer,
            UpdateResponsibilityTransferRequest(id: ids.transfer, name: "invoices"))
        #expect(renamed.responsibilityTransfer?.name == "invoices")
        try await harness.call(
            OrganizationsOperations.tagResource,
            TagResourceRequest(
                resourceId: ids.transfer, tags: [OrganizationsModel.Tag(key: "team", value: "red")]))
        let stranger = try #require(AccountID("555555555555"))
        try await harness.call(
            OrganizationsOperations.createOrganization, CreateOrganizationRequest(), as: stranger)
        #expect(
            try await harness.refusal(
                OrganizationsOperations.describeResponsibilityTransfer,
                DescribeResponsibilityTransferRequest(id: ids.transfer), as: stranger)
                == Refusal(.responsibilityTransferNotFoundException))
    }

    @Test(arguments: [
        ("2024-01-01T12:00:00Z", "START_DATE_NOT_BEGINNING_OF_DAY"),
        ("2024-01-02T00:00:00Z", "START_DATE_NOT_BEGINNING_OF_MONTH"),
        ("2023-11-01T00:00:00Z", "START_DATE_TOO_EARLY"), ("2025-01-01T00:00:00Z", "START_DATE_TOO_LATE"),
    ])
    func transfersBeginWithAMonth(_ start: String, _ reason: String) async throws {
        let harness = try await harness()
        let time = try #require(Timestamp(iso8601: start))
        #expect(
            try await harness.refusal(
                OrganizationsOperations.inviteOrganizationToTransferResponsibility, request(start: time))
                == Refusal(.invalidInputException, reason))
    }

    @Test func onlyAnotherOrganizationsManagementAccountIsAsked() async throws {
        let harness = try await harness()
        let operation = OrganizationsOperations.inviteOrganizationToTransferResponsibility
        #expect(
            try await harness.refusal(operation, request(to: Self.payer))
                == Refusal(.handshakeConstraintViolationException, "SOURCE_AND_TARGET_CANNOT_MATCH"))
        let member = try await harness.createAccount("member")
        #expect(
            try await harness.refusal(operation, request(to: member))
                == Refusal(.invalidInputException, "TARGET_NOT_SUPPORTED"))
        _ = try await invite(harness)
        #expect(try await harness.refusal(operation, request()) == Refusal(.duplicateHandshakeException))
    }
}
