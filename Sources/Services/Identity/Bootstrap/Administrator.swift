import Essentials
import ServiceKit
import Store

/// The administrator that first start makes.
public enum Administrator {
    public static let userName = "administrator"
    static let policyARN = "arn:aws:iam::aws:policy/AdministratorAccess"

    /// An access key, secret included: shown once, then only sealed.
    public struct AccessKey: Sendable {
        public let id: String
        public let secret: String
    }
}

extension IdentityDirectory {
    /// Makes the administrator of `account` with an access key, once: nil ever after, so that an administrator whom
    /// the operator renames or deletes does not come back with the next start.
    ///
    /// - Parameter keep: is handed the key before it is any good. A crash between the two leaves a key that opens
    ///   nothing and is made anew, never an administrator whose key nobody has.
    public func createAdministrator(
        of account: AccountID, now: Timestamp, keeping keep: (Administrator.AccessKey) throws -> Void = { _ in }
    ) async throws -> Administrator.AccessKey? {
        let mark = AdministratorRecord(account: account, createdAt: now)
        guard try store.get(AdministratorRecord.self, mark.key) == nil else { return nil }
        let user = newAdministrator(of: account, now: now)
        let secret = vault.drawSecret()
        let keyID = AccessKeyID.make(.user, account: account, random: vault.random)
        let key = AccessKeyRecord(
            id: keyID, account: account, userName: user.name, isActive: true, createdAt: now,
            sealedSecret: try vault.seal(secret, of: keyID))
        let made = Administrator.AccessKey(id: keyID, secret: secret)
        try keep(made)
        try await store.write { transaction in
            try transaction.insert(mark)
            try transaction.insert(user)
            try transaction.insert(key)
        }
        return made
    }

    /// The administrator of `account`, made without an access key where there is none.
    func ensureAdministrator(of account: AccountID, now: Timestamp) async throws -> UserRecord {
        let user = newAdministrator(of: account, now: now)
        if let existing = try store.get(UserRecord.self, user.key)?.record { return existing }
        return try await store.write { transaction in
            if let existing = try transaction.get(UserRecord.self, user.key)?.record { return existing }
            try transaction.insert(user)
            return user
        }
    }

    private func newAdministrator(of account: AccountID, now: Timestamp) -> UserRecord {
        UserRecord(
            account: account, name: Administrator.userName, path: "/", id: UniqueIDPrefix.user.make(vault.random),
            createdAt: now, attachedPolicies: [Administrator.policyARN])
    }
}
