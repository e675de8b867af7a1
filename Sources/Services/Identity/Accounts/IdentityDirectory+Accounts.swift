import Essentials
import ServiceKit
import Store

extension IdentityDirectory: AccountAdministration {
    public func createServiceLinkedRole(
        for service: String, in account: AccountID, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        guard let linked = LinkedService.linked(to: service) else { throw UnknownLinkedService(principal: service) }
        let role = linked.role(in: account, at: now, random: vault.random)
        guard try transaction.row(RoleRecord.kind, role.key) == nil else { return }
        try transaction.insert(role)
    }

    public func createAccessRole(
        named name: String, in account: AccountID, trusting administrator: AccountID, at now: Timestamp,
        _ transaction: any WriteTransaction
    ) throws {
        let trust = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":\
            {"AWS":"arn:aws:iam::\(administrator):root"},"Action":"sts:AssumeRole"}]}
            """
        try transaction.insert(
            RoleRecord(
                account: account, name: name, path: "/", id: UniqueIDPrefix.role.make(vault.random), createdAt: now,
                trustPolicy: trust, maximumSessionDuration: IAM.standardSessionDuration,
                attachedPolicies: [Administrator.policyARN]))
    }

    public func suspend(_ account: AccountID, at now: Timestamp, _ transaction: any WriteTransaction) throws {
        try transaction.put(SuspendedAccountRecord(account: account, since: now))
    }

    /// Whether the account has been shut.
    func isSuspended(_ account: AccountID) throws -> Bool {
        try store.get(SuspendedAccountRecord.self, SuspendedAccountRecord.key(account)) != nil
    }
}
