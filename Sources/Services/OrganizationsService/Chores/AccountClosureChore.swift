import Essentials
import OrganizationsModel
import ServiceKit
import Store

/// Closes the accounts that are to be closed, and lets those go that were closed 90 days ago.
struct AccountClosureChore: Chore {
    let name = "organizations.accountClosure"
    let watchedKinds: Set<RecordKind> = [AccountRecord.kind]
    let store: any Store
    let accounts: any AccountAdministration
    let random: any RandomSource

    func nextDue() async throws -> Timestamp? { try await next()?.closureDue }

    func perform(at now: Timestamp) async throws {
        while let account = try await next(), let due = account.closureDue, due <= now {
            try await store.write { [self] transaction in
                guard let account = try transaction.get(AccountRecord.self, account.key)?.record,
                    let due = account.closureDue, due <= now, let membership = account.membership,
                    let organization = try transaction.get(
                        OrganizationRecord.self, OrganizationRecord.key(membership.organizationID))?.record
                else { return }
                try advance(account, of: organization, at: now, transaction)
            }
        }
    }

    private func next() async throws -> AccountRecord? {
        try await store.read { transaction in
            try transaction.query(
                AccountRecord.self, in: .account(nil), order: .field(.closureDue), limit: 1
            ).records.first?.record
        }
    }

    private func advance(
        _ account: AccountRecord, of organization: OrganizationRecord, at now: Timestamp,
        _ transaction: any WriteTransaction
    ) throws {
        guard account.state == .pendingClosure else { return try transaction.leave(account, organization, at: now) }
        var account = account
        account.state = .closed
        try transaction.put(account)
        try accounts.suspend(account.id, at: now, transaction)
        try transaction.record(result(of: account, in: organization, at: now), random: random)
    }

    /// Source: Organizations user guide, "Logging AWS Organizations API calls with AWS CloudTrail", CloseAccountResult.
    private func result(
        of account: AccountRecord, in organization: OrganizationRecord, at now: Timestamp
    ) -> ServiceEvent {
        ServiceEvent(
            name: "CloseAccountResult", source: Organizations.principal, account: organization.managementAccount,
            region: .standard, time: now, resources: [],
            details: [
                "closeAccountStatus": .object([
                    "accountId": .string(account.id.description), "state": "SUCCEEDED",
                    "requestedTimestamp": .string((account.closureRequestedAt ?? now).iso8601),
                    "completedTimestamp": .string(now.iso8601),
                ])
            ])
    }
}
