import Essentials
import OrganizationsModel
import ServiceKit
import Store

/// Makes the accounts that were asked for.
struct AccountCreationChore: Chore {
    let name = "organizations.accountCreation"
    let watchedKinds: Set<RecordKind> = [CreateAccountStatusRecord.kind]
    let store: any Store
    let accounts: any AccountAdministration
    let random: any RandomSource

    func nextDue() async throws -> Timestamp? { try await next()?.requestedAt }

    func perform(at now: Timestamp) async throws {
        while let request = try await next() {
            try await store.write { [self] transaction in
                guard let request = try transaction.get(CreateAccountStatusRecord.self, request.key)?.record,
                    request.state == .inProgress
                else { return }
                try complete(request, at: max(now, request.requestedAt), transaction)
            }
        }
    }

    private func next() async throws -> CreateAccountStatusRecord? {
        try await store.read { transaction in
            try transaction.query(
                CreateAccountStatusRecord.self, in: .account(nil), order: .field(.pending), limit: 1
            ).records.first?.record
        }
    }

    /// In one transaction: the account with its roles, the outcome, and the event that tells of it.
    private func complete(
        _ request: CreateAccountStatusRecord, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        let key = OrganizationRecord.key(request.organizationID)
        guard let organization = try transaction.get(OrganizationRecord.self, key)?.record else {
            // Deleted meanwhile: nobody is left to ask.
            try transaction.delete(CreateAccountStatusRecord.self, request.key)
            return
        }
        var request = request
        request.completedAt = now
        try transaction.expectAccountNoLonger(in: organization.id)
        if let reason = try transaction.obstacle(to: request) {
            request.state = .failed
            request.failureReason = reason
        } else {
            request.accountID = try open(request, in: organization, at: now, transaction)
            request.state = .succeeded
        }
        try transaction.put(request)
        try transaction.record(result(of: request, in: organization, at: now), random: random)
    }

    private func open(
        _ request: CreateAccountStatusRecord, in organization: OrganizationRecord, at now: Timestamp,
        _ transaction: any WriteTransaction
    ) throws -> AccountID {
        let id = try unusedID(transaction)
        var account = AccountRecord(id: id, email: request.email, name: request.accountName, tags: request.tags)
        account.showsBillsToUsers = request.showsBillsToUsers
        account.membership = AccountRecord.Membership(
            organizationID: organization.id, parentID: organization.rootID, joinedMethod: .created, joinedAt: now)
        try transaction.join(account, organization)
        try accounts.createServiceLinkedRole(for: Organizations.principal, in: id, at: now, transaction)
        try accounts.createAccessRole(
            named: request.roleName, in: id, trusting: organization.managementAccount, at: now, transaction)
        return id
    }

    private func unusedID(_ transaction: any ReadTransaction) throws -> AccountID {
        while true {
            guard let id = OrganizationsID.account(random) else { continue }
            if try transaction.get(AccountRecord.self, AccountRecord.key(id)) == nil { return id }
        }
    }

    /// Source: Organizations user guide, "Logging AWS Organizations API calls with AWS CloudTrail", CreateAccountResult.
    private func result(
        of request: CreateAccountStatusRecord, in organization: OrganizationRecord, at now: Timestamp
    ) -> ServiceEvent {
        var status: JSON.Object = [
            "id": .string(request.id), "state": .string(request.state.rawValue),
            "accountName": .string("****"), "requestedTimestamp": .string(request.requestedAt.iso8601),
            "completedTimestamp": .string(now.iso8601),
        ]
        if let account = request.accountID { status["accountId"] = .string(account.description) }
        if let reason = request.failureReason { status["failureReason"] = .string(reason.rawValue) }
        return ServiceEvent(
            name: "CreateAccountResult", source: Organizations.principal, account: organization.managementAccount,
            region: .standard, time: now, resources: [], details: ["createAccountStatus": .object(status)])
    }
}

extension ReadTransaction {
    /// Why the account cannot be made; nil where it can.
    fileprivate func obstacle(to request: CreateAccountStatusRecord) throws -> CreateAccountFailureReason? {
        guard EmailAddress.isValid(request.email) else { return .invalidEmail }
        let hasAddress = Predicate.equals(.email, .string(request.email.lowercased()))
        if try first(AccountRecord.self, in: .account(nil), where: hasAddress) != nil { return .emailAlreadyExists }
        let counts = try counts(of: request.organizationID)
        return counts.accounts < OrganizationsQuotas.accounts ? nil : .accountLimitExceeded
    }
}
