import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    func describeAccount(
        _ input: DescribeAccountRequest, on account: Authorized<Held<AccountRecord>>, in scope: RequestScope
    ) throws -> DescribeAccountResponse {
        let (record, organization) = (account.value.resource, account.value.organization)
        let path = try store.readNow { try $0.path(of: record.membership?.parentID ?? "") }
        return DescribeAccountResponse(account: Account(of: record, at: path ?? [], in: organization))
    }

    /// In order of account id.
    func listAccounts(
        _ input: ListAccountsRequest, of member: Authorized<Member>, in scope: RequestScope
    ) async throws -> ListAccountsResponse {
        let organization = member.value.organization
        let page = try await page(
            AccountRecord.self, where: .equals(.organization, .string(organization.id)), input, for: scope)
        let accounts = try store.readNow { transaction in
            try page.elements.map { account in
                let path = try transaction.path(of: account.membership?.parentID ?? "")
                return Account(of: account, at: path ?? [], in: organization)
            }
        }
        return ListAccountsResponse(accounts: accounts, nextToken: page.nextToken)
    }
}

extension Account {
    /// - Parameter path: the ids from the root to the account's parent
    init(of account: AccountRecord, at path: [String], in organization: OrganizationRecord) {
        self.init(
            id: account.id.description, arn: account.arn(in: organization), email: account.email, name: account.name,
            status: account.status, state: account.state,
            paths: [OrganizationPath.text(organization.id, path + [account.id.description])],
            joinedMethod: account.membership?.joinedMethod, joinedTimestamp: account.membership?.joinedAt)
    }
}
