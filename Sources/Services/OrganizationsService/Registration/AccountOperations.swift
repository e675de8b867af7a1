import OrganizationsModel
import ServiceKit

extension Organizations {
    /// Member accounts: made, described, closed, removed.
    var accountOperations: [Operation] {
        [
            Operation(change: OrganizationsOperations.createAccount, on: newAccount, perform: createAccount),
            Operation(
                change: OrganizationsOperations.createGovCloudAccount,
                on: organization(
                    "organizations:CreateGovCloudAccount", for: .managementAccount,
                    conditions: { OrganizationsConditions(tags: $0.tags ?? []) }),
                perform: createGovCloudAccount),
            Operation(
                reply: OrganizationsOperations.describeCreateAccountStatus,
                on: organization("organizations:DescribeCreateAccountStatus", for: .delegates),
                perform: describeCreateAccountStatus),
            Operation(
                reply: OrganizationsOperations.listCreateAccountStatus,
                on: organization("organizations:ListCreateAccountStatus", for: .delegates),
                perform: listCreateAccountStatus),
            Operation(
                reply: OrganizationsOperations.describeAccount,
                on: account(\.accountId, "organizations:DescribeAccount", for: .delegates), perform: describeAccount),
            Operation(
                reply: OrganizationsOperations.listAccounts,
                on: organization("organizations:ListAccounts", for: .delegates), perform: listAccounts),
            Operation(
                change: OrganizationsOperations.closeAccount,
                on: account(\.accountId, "organizations:CloseAccount", for: .managementAccount),
                perform: closeAccount),
            Operation(
                change: OrganizationsOperations.removeAccountFromOrganization,
                on: account(\.accountId, "organizations:RemoveAccountFromOrganization", for: .managementAccount),
                perform: removeAccountFromOrganization),
        ]
    }
}
