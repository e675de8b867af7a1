import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    /// Begins the closing of an account. It is closed right after, and stays a member for 90 days more.
    func closeAccount(
        _ input: CloseAccountRequest, on account: Authorized<Held<AccountRecord>>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let organization = account.value.organization
        guard organization.featureSet == .all else { throw AWSError.notAllFeatures }
        guard account.value.resource.id != organization.managementAccount else {
            throw AWSError.constraint("CANNOT_CLOSE_MANAGEMENT_ACCOUNT", "You can't close the management account.")
        }
        return Change { transaction in
            guard var account = try transaction.account(input.accountId, in: organization) else {
                throw AWSError.accountNotFound
            }
            try account.requireOpen()
            try transaction.requireRoomForClosure(in: organization, at: scope.now)
            account.state = .pendingClosure
            account.closureRequestedAt = scope.now
            try transaction.put(account)
            return EmptyStructure()
        }
    }
}

extension AccountRecord {
    fileprivate func requireOpen() throws(AWSError) {
        switch state {
        case .active, .pendingActivation: return
        case .pendingClosure:
            throw AWSError(.conflictException, "The account is already being closed.")
        case .suspended, .closed:
            throw AWSError(.accountAlreadyClosedException, "You attempted to close an account that is already closed.")
        }
    }
}

extension ReadTransaction {
    /// Source: Organizations user guide, "Quotas and service limits for AWS Organizations".
    fileprivate func requireRoomForClosure(in organization: OrganizationRecord, at now: Timestamp) throws {
        let closing = try count(
            AccountRecord.self, in: .account(nil), where: .equals(.closing, .string(organization.id)))
        guard closing < OrganizationsQuotas.concurrentClosures else {
            throw AWSError.constraint(
                "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED",
                "You have exceeded the number of accounts that you can close at a time.")
        }
        let monthAgo = now - TimeSpan.days(30)
        let closed = try count(
            AccountRecord.self, in: .account(nil),
            where: .and([
                .equals(.closedFrom, .string(organization.id)),
                .compares(.closedAt, .greater, .integer(monthAgo.milliseconds)),
            ]))
        let members = try counts(of: organization.id).accounts - 1
        guard closed < OrganizationsQuotas.closures(members: members) else {
            throw AWSError.constraint(
                "CLOSE_ACCOUNT_QUOTA_EXCEEDED", "You have exceeded close account quota for the past 30 days.")
        }
    }
}
