import AWSProtocols
import Essentials
import OrganizationsModel
import Testing

@testable import OrganizationsService

extension OrganizationsHarness {
    /// A harness whose standard account manages an organization.
    static func withOrganization(_ features: OrganizationFeatureSet = .all) async throws -> OrganizationsHarness {
        let harness = try OrganizationsHarness()
        try await harness.call(
            OrganizationsOperations.createOrganization, CreateOrganizationRequest(featureSet: features))
        return harness
    }

    func rootID() async throws -> String {
        let roots = try await call(OrganizationsOperations.listRoots, ListRootsRequest()).roots
        return try #require(roots?.first?.id)
    }

    func createUnit(_ name: String, in parent: String) async throws -> String {
        let answer = try await call(
            OrganizationsOperations.createOrganizationalUnit,
            CreateOrganizationalUnitRequest(parentId: parent, name: name))
        return try #require(answer.organizationalUnit?.id)
    }

    func requestAccount(
        _ name: String, email: String? = nil, role: String? = nil, tags: [OrganizationsModel.Tag]? = nil
    ) async throws -> CreateAccountStatus {
        let request = CreateAccountRequest(
            email: email ?? "\(name)@example.com", accountName: name, roleName: role, tags: tags)
        let answer = try await call(OrganizationsOperations.createAccount, request)
        return try #require(answer.createAccountStatus)
    }

    func status(_ id: String?) async throws -> CreateAccountStatus {
        let answer = try await call(
            OrganizationsOperations.describeCreateAccountStatus,
            DescribeCreateAccountStatusRequest(createAccountRequestId: try #require(id)))
        return try #require(answer.createAccountStatus)
    }

    /// An account that was asked for and made.
    func createAccount(_ name: String, role: String? = nil, tags: [OrganizationsModel.Tag]? = nil) async throws
        -> AccountID
    {
        let request = try await requestAccount(name, role: role, tags: tags)
        try await runChores()
        let account = try await status(request.id).accountId
        return try #require(AccountID(account ?? ""))
    }

    func describe(_ account: AccountID) async throws -> Account {
        let answer = try await call(
            OrganizationsOperations.describeAccount, DescribeAccountRequest(accountId: account.description))
        return try #require(answer.account)
    }

    func parent(of child: String) async throws -> String? {
        try await call(OrganizationsOperations.listParents, ListParentsRequest(childId: child)).parents?.first?.id
    }
}
