import Essentials
import ServiceKit
import Store

extension IdentityDirectory {
    /// The user, or a session of the role, that this ARN names; the root user of any account.
    public func caller(named principal: String, now: Timestamp) async throws -> Caller? {
        guard let arn = ARN(principal), let account = AccountID(arn.account),
            let name = arn.resource.split(separator: "/").last.map(String.init)
        else { return nil }
        switch (arn.service, arn.resourceType) {
        case ("iam", nil) where arn.resource == "root":
            return Caller(
                kind: .root, account: account, principalID: account.description, arn: principal, accessKeyID: "")
        case ("iam", "user"):
            let user = try store.get(UserRecord.self, UserRecord.key(account, name))?.record
            return user?.arn == principal ? user?.caller(accessKeyID: "") : nil
        case ("iam", "role"):
            let role = try store.get(RoleRecord.self, RoleRecord.key(account, name))?.record
            return role?.arn == principal ? role?.supposedSession(name: "explain", now: now) : nil
        case ("sts", "assumed-role"):
            let parts = arn.resourceName.split(separator: "/").map(String.init)
            guard parts.count == 2 else { return nil }
            let role = try store.get(RoleRecord.self, RoleRecord.key(account, parts[0]))?.record
            return role?.supposedSession(name: parts[1], now: now)
        default: return nil
        }
    }
}

extension RoleRecord {
    /// A session as it would be, without session policies or tags of its own.
    fileprivate func supposedSession(name: String, now: Timestamp) -> Caller {
        Caller(
            kind: .role(RoleSession(roleName: self.name, roleARN: arn, roleID: id, sessionName: name)),
            account: account, principalID: "\(id):\(name)",
            arn: "arn:aws:sts::\(account):assumed-role/\(self.name)/\(name)", accessKeyID: "",
            session: TemporarySession(issuedAt: now, expiresAt: now + .hours(1)), tags: tags.byKey)
    }
}
