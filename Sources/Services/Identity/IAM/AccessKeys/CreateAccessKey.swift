import AWSProtocols
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// The one answer that ever holds the secret.
    func createAccessKey(
        _ input: CreateAccessKeyRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) throws -> Change<CreateAccessKeyResponse> {
        let user = user.value
        let secret = directory.vault.drawSecret()
        let id = AccessKeyID.make(.user, account: user.account, random: scope.random)
        let key = AccessKeyRecord(
            id: id, account: user.account, userName: user.name, isActive: true, createdAt: scope.now,
            sealedSecret: try directory.vault.seal(secret, of: id))
        return Change { transaction in
            let current = try transaction.current(user).record
            guard try transaction.accessKeys(of: current).count < IAMQuotas.accessKeysPerUser else {
                throw AWSError.quotaExceeded("AccessKeysPerUser", IAMQuotas.accessKeysPerUser)
            }
            try transaction.insert(key)
            return CreateAccessKeyResponse(
                accessKey: AccessKey(
                    userName: current.name, accessKeyId: id, status: .active, secretAccessKey: secret,
                    createDate: key.createdAt))
        }
    }
}

extension ReadTransaction {
    /// Two at most.
    func accessKeys(of user: UserRecord) throws -> [AccessKeyRecord] {
        let owner = IndexValue.string(AccessKeyRecord.owner(user.account, user.name))
        return try all(AccessKeyRecord.self, in: .account(nil), where: .equals(.user, owner))
    }

    /// A key of this user. Throws NoSuchEntity for another's.
    func accessKey(_ id: String, of user: UserRecord) throws -> Versioned<AccessKeyRecord> {
        let user = try current(user).record
        guard let key = try get(AccessKeyRecord.self, AccessKeyRecord.key(id)), key.record.account == user.account,
            key.record.userName.lowercased() == user.name.lowercased()
        else { throw AWSError.noSuchAccessKey(id) }
        return key
    }
}
