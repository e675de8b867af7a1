import Essentials
import ServiceKit
import Store

/// A service asks here for the role that it acts through. Making one changes the account, so the caller of the service
/// must be allowed to.
extension IdentityDirectory: ServiceLinkedRoles {
    public func check(for service: String, in account: AccountID) throws -> AccessCheck? {
        guard let linked = LinkedService.linked(to: service) else { throw UnknownLinkedService(principal: service) }
        let key = RoleRecord.key(account, linked.roleName)
        guard try store.row(RoleRecord.kind, key) == nil else { return nil }
        return linked.creationCheck(in: account)
    }

    public func ensure(
        for service: String, in account: AccountID, for scope: RequestScope, _ transaction: any WriteTransaction
    ) throws {
        guard let linked = LinkedService.linked(to: service) else { throw UnknownLinkedService(principal: service) }
        let role = linked.role(in: account, at: scope.now, random: scope.random)
        guard try transaction.row(RoleRecord.kind, role.key) == nil else { return }
        try transaction.insert(role)
        try transaction.record(.creation(of: role, for: linked, in: scope), in: scope)
    }
}

/// A service of ours asked for a role that is not in the list: a mistake of the program's.
struct UnknownLinkedService: Error {
    let principal: String
}

extension LinkedService {
    /// The condition key lets policies name the services whose roles a user may make.
    /// Source: service authorization reference, "Actions, resources, and condition keys for AWS IAM".
    func creationCheck(in account: AccountID, named name: String? = nil) -> AccessCheck {
        let resource = "arn:aws:iam::\(account):role\(RoleRecord.serviceLinkedPath)\(principal)/\(name ?? roleName)"
        return AccessCheck(
            action: "iam:CreateServiceLinkedRole", resource: resource, account: account,
            auditType: RoleRecord.type.auditType,
            conditionKeys: { [principal] in $0 == "iam:awsservicename" ? .one(principal) : nil })
    }
}

extension ForwardedCall {
    fileprivate static func creation(
        of role: RoleRecord, for service: LinkedService, in scope: RequestScope
    ) -> ForwardedCall {
        ForwardedCall(
            name: "CreateServiceLinkedRole", source: "iam.amazonaws.com", invoker: service.principal,
            account: role.account, region: .standard,
            resources: [AuditResource(arn: role.arn, type: RoleRecord.type.auditType, account: role.account)],
            parameters: ["aWSServiceName": .string(service.principal)],
            answer: [
                "role": .object([
                    "path": .string(role.path), "roleName": .string(role.name), "roleId": .string(role.id),
                    "arn": .string(role.arn), "createDate": .string(role.createdAt.iso8601),
                ])
            ])
    }
}
