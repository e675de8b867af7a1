import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Testing

@testable import OrganizationsService

@Suite struct AccountLifeTests {
    @Test func aClosedAccountIsShutAndStaysAMemberForNinetyDays() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let account = try await harness.createAccount("audit")
        try await harness.call(OrganizationsOperations.describeOrganization, EmptyStructure(), as: account)
        let close = CloseAccountRequest(accountId: account.description)
        try await harness.call(OrganizationsOperations.closeAccount, close)
        #expect(try await harness.describe(account).status == .pendingClosure)
        try await harness.runChores()
        let closed = try await harness.describe(account)
        #expect(closed.state == .closed)
        #expect(closed.status == .suspended)
        await #expect(throws: CredentialError.invalid) {
            try await harness.call(OrganizationsOperations.describeOrganization, EmptyStructure(), as: account)
        }
        #expect(
            try await harness.refusal(OrganizationsOperations.closeAccount, close)
                == Refusal(.accountAlreadyClosedException))
        harness.time.advance(by: .days(90))
        try await harness.runChores()
        #expect(
            try await harness.refusal(
                OrganizationsOperations.describeAccount, DescribeAccountRequest(accountId: account.description))
                == Refusal(.accountNotFoundException))
    }

    @Test func theManagementAccountIsNeitherClosedNorRemoved() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let own = AccountID.standard.description
        #expect(
            try await harness.refusal(OrganizationsOperations.closeAccount, CloseAccountRequest(accountId: own))
                == Refusal(.constraintViolationException, "CANNOT_CLOSE_MANAGEMENT_ACCOUNT"))
        #expect(
            try await harness.refusal(
                OrganizationsOperations.removeAccountFromOrganization,
                RemoveAccountFromOrganizationRequest(accountId: own))
                == Refusal(.masterCannotLeaveOrganizationException))
        #expect(
            try await harness.refusal(OrganizationsOperations.leaveOrganization, EmptyStructure())
                == Refusal(.masterCannotLeaveOrganizationException))
    }

    @Test func anAccountCannotBeClosedUnderConsolidatedBilling() async throws {
        let harness = try await OrganizationsHarness.withOrganization(.consolidatedBilling)
        let account = try await harness.createAccount("audit")
        let refusal = try await harness.refusal(
            OrganizationsOperations.closeAccount, CloseAccountRequest(accountId: account.description))
        #expect(refusal == Refusal(.constraintViolationException, "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE"))
    }

    @Test func threeAccountsAreClosedAtATime() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        var accounts: [String] = []
        for number in 1...4 { accounts.append(try await harness.createAccount("a\(number)").description) }
        var refusals: [Refusal?] = []
        for account in accounts {
            refusals.append(
                try await harness.refusal(
                    OrganizationsOperations.closeAccount, CloseAccountRequest(accountId: account)))
        }
        let expected = Refusal(.constraintViolationException, "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED")
        #expect(refusals == [nil, nil, nil, expected])
    }

    @Test func aCreatedAccountLeavesAfterFourDays() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let account = try await harness.createAccount(
            "audit", tags: [OrganizationsModel.Tag(key: "team", value: "red")])
        #expect(
            try await harness.refusal(OrganizationsOperations.leaveOrganization, EmptyStructure(), as: account)
                == Refusal(.constraintViolationException, "WAIT_PERIOD_ACTIVE"))
        harness.time.advance(by: .days(4))
        try await harness.call(OrganizationsOperations.leaveOrganization, EmptyStructure(), as: account)
        #expect(
            try await harness.refusal(OrganizationsOperations.describeOrganization, EmptyStructure(), as: account)
                == Refusal(.awsOrganizationsNotInUseException))
        let record = try harness.store.get(AccountRecord.self, AccountRecord.key(account))?.record
        #expect(record?.tags.isEmpty == true)
        #expect(record?.email == "audit@example.com")
    }

    @Test func anOrganizationIsDeletedOnceItHasNoMembers() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let root = try await harness.rootID()
        _ = try await harness.createUnit("security", in: root)
        let account = try await harness.createAccount("audit")
        #expect(
            try await harness.refusal(OrganizationsOperations.deleteOrganization, EmptyStructure())
                == Refusal(.organizationNotEmptyException))
        harness.time.advance(by: .days(4))
        try await harness.call(
            OrganizationsOperations.removeAccountFromOrganization,
            RemoveAccountFromOrganizationRequest(accountId: account.description))
        try await harness.call(OrganizationsOperations.deleteOrganization, EmptyStructure())
        #expect(
            try await harness.refusal(OrganizationsOperations.describeOrganization, EmptyStructure())
                == Refusal(.awsOrganizationsNotInUseException))
        try await harness.call(OrganizationsOperations.createOrganization, CreateOrganizationRequest())
        #expect(try await harness.rootID() != root)
    }
}
