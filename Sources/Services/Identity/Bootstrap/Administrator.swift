import Essentials
import ServiceKit
import Store

/// The administrator that first start makes.
public enum Administrator {
    public static let userName = "administrator"
    static let policyARN = "arn:aws:iam::aws:policy/AdministratorAccess"
    /// Stands in the id's place for `--dev`'s administrators, who have no records.
    static let developerID = "AIDADEVELOPER00000000"

    /// An access key, secret included: shown once, then only sealed.
    public struct AccessKey: Sendable {
        public let id: String
        public let secret: String
    }
}

extension IdentityDirectory {
    /// Makes the administrator of `account` with an access key, unless there is one already (nil).
    public func createAdministrator(of account: AccountID, now: Timestamp) async throws -> Administrator.AccessKey? {
        let random = vault.random
        let secret = vault.drawSecret()
        let keyID = AccessKeyID.make(.user, account: account, random: random)
        let user = UserRecord(
            account: account, name: Administrator.userName, path: "/", id: UniqueIDPrefix.user.make(random),
            createdAt: now, attachedPolicies: [Administrator.policyARN])
        let key = AccessKeyRecord(
            id: keyID, account: account, userName: user.name, isActive: true, createdAt: now,
            sealedSecret: try vault.seal(secret, of: keyID))
        let isNew = try await store.write { transaction in
            guard try transaction.get(UserRecord.self, user.key) == nil else { return false }
            try transaction.insert(user)
            try transaction.insert(key)
            return true
        }
        return isNew ? Administrator.AccessKey(id: keyID, secret: secret) : nil
    }
}
