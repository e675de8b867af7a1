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
            guard counts.accounts < OrganizationsQuotas.accounts else { throw AWSError.accountNumberLimitExceeded }
            counts.accounts += 1
        }
        try put(account)
        try policyTargetBegan(account.id.description, in: organization)
    }

    /// Takes an account out of its organization. Its tags and delegations end with the membership.
    func leave(_ account: AccountRecord, _ organization: OrganizationRecord, at now: Timestamp) throws {
        var account = account
        account.membership = nil
        account.tags = []
        account.delegations = []
        try count(in: organization.id) { $0.accounts -= 1 }
        try put(account)
        try policyTargetEnded(account.id.description, in: organization)
        try withdrawApproval(of: account, in: organization, at: now)
    }

    /// An account that has left need not approve all features, nor does its refusal count any more.
    private func withdrawApproval(
        of account: AccountRecord, in organization: OrganizationRecord, at now: Timestamp
    ) throws {
        guard let parent = try pendingHandshake(.enableAllFeatures, to: "", of: organization.id) else { return }
        let isApproval = Predicate.and([
            .equals(.recipient, .string(account.id.description)), .equals(.parentHandshake, .string(parent.id)),
        ])
        if var approval = try first(HandshakeRecord.self, in: .account(nil), where: isApproval)?.record,
            approval.state != .accepted
        {
            approval.state = .canceled
            approval.completedAt = now
            try put(approval)
        }
        try openAllFeaturesIfApproved(parent.id)
    }
}
