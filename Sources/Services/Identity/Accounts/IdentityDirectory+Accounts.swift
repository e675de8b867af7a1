import Essentials
import ServiceKit
import Store

extension IdentityDirectory: AccountAdministration {
    public func createServiceLinkedRole(
        for service: String, in account: AccountID, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        guard let form = ServiceLinkedRole.all.first(where: { $0.service == service }) else { return }
        guard try transaction.get(RoleRecord.self, RoleRecord.key(account, form.name)) == nil else { return }
        try transaction.insert(
            RoleRecord(
                account: account, name: form.name, path: "/aws-service-role/\(service)/",
                id: UniqueIDPrefix.role.make(vault.random), createdAt: now, description: form.description,
                trustPolicy: form.trustPolicy, maximumSessionDuration: IAM.standardSessionDuration,
                attachedPolicies: [form.policyARN]))
    }
}
