import AWSProtocols
import Essentials
import IAMModel
import OrganizationsModel
import Store
import Testing

@testable import Identity
@testable import OrganizationsService
@testable import ServiceKit

@Suite struct CreateAccountTests {
    @Test func aRequestIsInProgressUntilTheAccountIsThere() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let request = try await harness.requestAccount("audit")
        #expect(request.state == .inProgress)
        #expect(try await harness.status(request.id).state == .inProgress)
        try await harness.runChores()
        let status = try await harness.status(request.id)
        #expect(status.state == .succeeded)
        #expect(status.completedTimestamp != nil)
        let account = try #require(AccountID(status.accountId ?? ""))
        let described = try await harness.describe(account)
        #expect(described.email == "audit@example.com")
        #expect(described.joinedMethod == .created)
        #expect(described.state == .active)
        let root = try await harness.rootID()
        #expect(try await harness.parent(of: account.description) == root)
    }

    @Test func theNewAccountHasARoleForItsManagementAccount() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let account = try await harness.createAccount("audit")
        let role = try #require(
            try harness.store.get(
                RoleRecord.self, RoleRecord.key(account, "OrganizationAccountAccessRole"))?.record)
        #expect(role.attachedPolicies == ["arn:aws:iam::aws:policy/AdministratorAccess"])
        #expect(role.trustPolicy.contains("arn:aws:iam::123456789012:root"))
        let linked = try harness.store.get(
            RoleRecord.self, RoleRecord.key(account, "AWSServiceRoleForOrganizations"))
        #expect(linked != nil)
    }

    @Test func anAddressServesOneAccount() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        _ = try await harness.createAccount("audit")
        let request = try await harness.requestAccount("other", email: "AUDIT@example.com")
        try await harness.runChores()
        let status = try await harness.status(request.id)
        #expect(status.state == .failed)
        #expect(status.failureReason == .emailAlreadyExists)
    }

    @Test(arguments: [".dot@example.com", "a(b@example.com", "name@-example.com", "name@exam_ple.com"])
    func anAddressThatIsNoneFailsTheRequest(_ email: String) async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let request = try await harness.requestAccount("audit", email: email)
        try await harness.runChores()
        #expect(try await harness.status(request.id).failureReason == .invalidEmail)
    }

    @Test func fiveAccountsAreMadeAtATime() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        for number in 1...5 { _ = try await harness.requestAccount("account\(number)") }
        let sixth = CreateAccountRequest(email: "six@example.com", accountName: "six")
        let refusal = try await harness.refusal(OrganizationsOperations.createAccount, sixth)
        #expect(refusal == Refusal(.constraintViolationException, "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED"))
        try await harness.runChores()
        #expect(try await harness.refusal(OrganizationsOperations.createAccount, sixth) == nil)
    }

    @Test func theRoleMayNotTakeAReservedName() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let request = CreateAccountRequest(
            email: "audit@example.com", accountName: "audit", roleName: "AWSServiceRoleForMe")
        let refusal = try await harness.refusal(OrganizationsOperations.createAccount, request)
        #expect(refusal == Refusal(.invalidInputException, "INVALID_ROLE_NAME"))
    }

    @Test func requestsAreListedByState() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        _ = try await harness.createAccount("audit")
        _ = try await harness.requestAccount("other", email: "audit@example.com")
        try await harness.runChores()
        let failed = try await harness.call(
            OrganizationsOperations.listCreateAccountStatus, ListCreateAccountStatusRequest(states: [.failed]))
        #expect(failed.createAccountStatuses?.map(\.accountName) == ["other"])
        let all = try await harness.call(
            OrganizationsOperations.listCreateAccountStatus, ListCreateAccountStatusRequest())
        #expect(all.createAccountStatuses?.count == 2)
    }

    @Test func theOutcomeIsOnRecord() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        _ = try await harness.createAccount("audit")
        let entries = try await harness.store.read { try $0.journal(AuditRecord.stream, after: 0, limit: 50) }
        let texts = entries.map { String(decoding: $0.entry.body, as: UTF8.self) }
        #expect(texts.contains { $0.contains("CreateAccountResult") && $0.contains("SUCCEEDED") })
    }

    @Test func govCloudIsNotAtHand() async throws {
        let harness = try await OrganizationsHarness.withOrganization()
        let refusal = try await harness.refusal(
            OrganizationsOperations.createGovCloudAccount,
            CreateGovCloudAccountRequest(email: "gov@example.com", accountName: "gov"))
        #expect(refusal == Refusal(.constraintViolationException, "MASTER_ACCOUNT_NOT_GOVCLOUD_ENABLED"))
    }
}
