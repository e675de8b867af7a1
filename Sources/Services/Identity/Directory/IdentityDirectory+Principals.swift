import Essentials
import ServiceKit
import Store

/// Which principals a policy may name. Of accounts every one is taken to exist: there is no telling for others' own.
extension IdentityDirectory: PrincipalDirectory {
    public func exists(_ principal: String) async throws -> Bool {
        if AccountID(principal) != nil { return true }
        guard let arn = ARN(principal) else { return try await name(of: principal) != nil }
        guard let account = AccountID(arn.account), arn.region.isEmpty else { return false }
        switch (arn.service, arn.resourceType) {
        case ("iam", nil): return arn.resource == "root"
        case ("iam", "user"): return try entity(UserRecord.self, arn.resource, in: account)?.arn == principal
        case ("iam", "role"): return try entity(RoleRecord.self, arn.resource, in: account)?.arn == principal
        case ("sts", "assumed-role"):
            let parts = arn.resourceName.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty else { return false }
            return try entity(RoleRecord.self, String(parts[0]), in: account)?.name == String(parts[0])
        case ("sts", "federated-user"): return !arn.resourceName.isEmpty
        default: return false
        }
    }

    /// - Parameter resource: ends with the entity's name
    private func entity<Entity: PolicyHolder>(
        _ type: Entity.Type, _ resource: String, in account: AccountID
    ) throws -> Entity? {
        guard let name = resource.split(separator: "/").last else { return nil }
        return try store.get(Entity.self, Entity.key(account, String(name)))?.record
    }

    public func uniqueID(of arn: String) async throws -> String? {
        guard let parts = ARN(arn), parts.service == "iam", let account = AccountID(parts.account) else { return nil }
        switch parts.resourceType {
        case "user":
            let user = try entity(UserRecord.self, parts.resource, in: account)
            return user?.arn == arn ? user?.id : nil
        case "role":
            let role = try entity(RoleRecord.self, parts.resource, in: account)
            return role?.arn == arn ? role?.id : nil
        default: return nil
        }
    }

    public func name(of uniqueID: String) async throws -> String? {
        let hasID = Predicate.equals(.uniqueID, .string(uniqueID))
        if uniqueID.hasPrefix(UniqueIDPrefix.user.rawValue) {
            return try store.readNow { try $0.first(UserRecord.self, in: .everywhere, where: hasID)?.record.arn }
        }
        if uniqueID.hasPrefix(UniqueIDPrefix.role.rawValue) {
            return try store.readNow { try $0.first(RoleRecord.self, in: .everywhere, where: hasID)?.record.arn }
        }
        return nil
    }
}
