import AWSProtocols
import Essentials
import OrganizationsModel
import Store

extension ReadTransaction {
    /// The account's record. An account that was not made by an organization gets one when it is first met; nobody has
    /// told its name and address, and RFC 2606 keeps `.invalid` for addresses that are none.
    func accountOrStandIn(_ id: AccountID) throws -> AccountRecord {
        try get(AccountRecord.self, AccountRecord.key(id))?.record
            ?? AccountRecord(id: id, email: "\(id)@account.invalid", name: id.description)
    }
}

extension WriteTransaction {
    /// Stores an account with its new membership.
    func join(_ account: AccountRecord, _ organization: OrganizationRecord) throws {
        try count(in: organization.id) { counts in
            guard counts.accounts < OrganizationsQuotas.accounts else {
                throw AWSError.constraint(
                    "ACCOUNT_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of AWS accounts.")
            }
            counts.accounts += 1
        }
        try put(account)
        try policyTargetBegan(account.id.description, in: organization)
    }
}
