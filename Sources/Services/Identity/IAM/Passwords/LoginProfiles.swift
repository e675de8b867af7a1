import AWSProtocols
import Essentials
import IAMModel
import KeyEngine
import ServiceKit
import Store

extension IAM {
    func createLoginProfile(
        _ input: CreateLoginProfileRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) async throws -> Change<CreateLoginProfileResponse> {
        let user = user.value
        guard let password = input.password else { throw AWSError.validation("Password must be specified.") }
        try passwordRules(of: user.account).require(password)
        let hash = PasswordHash(salt: scope.random.bytes(PasswordHash.saltLength))
        var profile = LoginProfileRecord(
            account: user.account, userID: user.id, createdAt: scope.now, changedAt: scope.now,
            isResetRequired: input.passwordResetRequired ?? false, hash: hash, digests: [])
        profile.setPassword(try await hash.digest(of: password), at: scope.now)
        return Change { [profile] transaction in
            let current = try transaction.current(user).record
            guard try transaction.get(LoginProfileRecord.self, profile.key) == nil else {
                throw AWSError(
                    .entityAlreadyExistsException, "Login Profile for user \(current.name) already exists.")
            }
            try transaction.insert(profile)
            return CreateLoginProfileResponse(loginProfile: LoginProfile(of: profile, current))
        }
    }

    func getLoginProfile(
        _ input: GetLoginProfileRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) async throws -> GetLoginProfileResponse {
        let profile = try await store.read { try $0.loginProfile(of: user.value).record }
        return GetLoginProfileResponse(loginProfile: LoginProfile(of: profile, user.value))
    }

    /// What is not given stays as it is.
    func updateLoginProfile(
        _ input: UpdateLoginProfileRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        let profile = try await store.read { try $0.loginProfile(of: user.value) }
        var changed = profile.record
        changed.isResetRequired = input.passwordResetRequired ?? changed.isResetRequired
        if let password = input.password {
            try await setPassword(password, of: user.value, in: &changed, at: scope.now)
        }
        return replacement(of: profile, by: changed, of: user.value)
    }

    func deleteLoginProfile(
        _ input: DeleteLoginProfileRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let profile = try transaction.loginProfile(of: user.value)
            try transaction.delete(LoginProfileRecord.self, profile.record.key, expecting: profile.version)
            return EmptyStructure()
        }
    }
}

extension IAM {
    func passwordRules(of account: AccountID) throws -> PasswordRules {
        PasswordRules(try store.get(PasswordPolicyRecord.self, PasswordPolicyRecord.key(account))?.record)
    }

    /// Throws PasswordPolicyViolation where the account's rules do not allow the password.
    func setPassword(
        _ password: String, of user: UserRecord, in profile: inout LoginProfileRecord, at now: Timestamp
    ) async throws {
        let rules = try passwordRules(of: user.account)
        try rules.require(password)
        let digest = try await profile.hash.digest(of: password)
        guard !profile.isAmongLast(rules.reusePrevention, digest) else {
            throw AWSError.passwordPolicyViolation(
                "Policy constraint violation with password reuse prevention during password change for user "
                    + user.name)
        }
        profile.setPassword(digest, at: now)
    }

    /// Passwords are hashed before the transaction; whoever was faster in it has won.
    func replacement(
        of profile: Versioned<LoginProfileRecord>, by changed: LoginProfileRecord, of user: UserRecord
    ) -> Change<EmptyStructure> {
        Change { transaction in
            guard try transaction.loginProfile(of: user).version == profile.version else {
                throw AWSError(
                    .entityTemporarilyUnmodifiableException,
                    "Login Profile for User \(user.name) cannot be modified while login profile is being updated.")
            }
            try transaction.update(changed, expecting: profile.version)
            return EmptyStructure()
        }
    }
}

extension ReadTransaction {
    /// Throws NoSuchEntity for a user without a password.
    func loginProfile(of user: UserRecord) throws -> Versioned<LoginProfileRecord> {
        let user = try current(user).record
        guard let profile = try get(LoginProfileRecord.self, LoginProfileRecord.key(user.account, user.id)) else {
            throw AWSError(.noSuchEntityException, "Login Profile for User \(user.name) cannot be found.")
        }
        return profile
    }
}

extension PasswordHash {
    fileprivate func digest(of password: String) async throws -> SecretBytes {
        let password = SecretBytes(Array(password.utf8))
        return try await SlowWork.run { try digest(of: password) }
    }

    func matches(_ password: String, newestOf profile: LoginProfileRecord) async throws -> Bool {
        profile.isAmongLast(1, try await digest(of: password))
    }
}

extension LoginProfile {
    fileprivate init(of profile: LoginProfileRecord, _ user: UserRecord) {
        self.init(
            userName: user.name, createDate: profile.createdAt, passwordResetRequired: profile.isResetRequired)
    }
}
