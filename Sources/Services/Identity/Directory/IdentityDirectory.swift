import Essentials
import KeyEngine
import PolicyEngine
import ServiceKit
import SigV4
import Store

/// Knows access keys, principals and their policies, from memory where it can. A commit that touches an identity
/// empties the caches before its caller is answered, so a change is in force at the next call.
public final class IdentityDirectory: IdentityProvider {
    /// Whom credentials are taken for that are not ours.
    public enum Trust: Sendable {
        /// Nobody: every signature must verify.
        case strict
        /// `--dev`: an access key id of 12 digits is that account's administrator, any other this account's.
        case everyone(defaultAccount: AccountID)
    }

    let store: any Store
    let vault: SecretVault
    let multiFactorVault: MultiFactorVault
    let sessions: SessionTokens
    /// Of denials, for DecodeAuthorizationMessage.
    public let messages: AuthorizationMessages
    private let trust: Trust
    private let credentials = InvalidatingCache<String, Credential?>(capacity: 8192)
    private let openedSessions = InvalidatingCache<String, OpenedSession>(capacity: 8192)
    private let policies = InvalidatingCache<PolicyHolderKey, CallerPolicies>(capacity: 8192)
    private let administrators = InvalidatingCache<AccountID, UserRecord>(capacity: 1024)
    private let lastUses: LastUseTracker
    let accesses: AccessTracker
    private let observation: StoreObservation

    public init(
        store: any Store, rootKey: RootKey, random: any RandomSource = SystemRandom(), trust: Trust = .strict
    ) {
        self.store = store
        self.trust = trust
        vault = SecretVault(rootKey: rootKey, random: random)
        multiFactorVault = MultiFactorVault(rootKey: rootKey, random: random)
        sessions = SessionTokens(rootKey: rootKey, random: random)
        messages = AuthorizationMessages(rootKey: rootKey, random: random)
        lastUses = LastUseTracker(store: store)
        accesses = AccessTracker(store: store)
        observation = store.observe { [credentials, openedSessions, policies, administrators] changes in
            guard changes.isReset || !Self.watchedKinds.isDisjoint(with: changes.records.keys) else { return }
            credentials.invalidateAll()
            openedSessions.invalidateAll()
            policies.invalidateAll()
            administrators.invalidateAll()
        }
    }

    private static let watchedKinds: Set<RecordKind> = [
        UserRecord.kind, RoleRecord.kind, GroupRecord.kind, ManagedPolicyRecord.kind, AccessKeyRecord.kind,
        SuspendedAccountRecord.kind,
    ]

    public func credential(
        accessKeyID: String, sessionToken: String?, now: Timestamp
    ) async throws -> Credential {
        if let sessionToken {
            if let session = try session(accessKeyID, token: sessionToken, now: now) { return session }
        } else if let own = try credentials.value(for: accessKeyID, load: { try longTermCredential(accessKeyID) }) {
            return own
        }
        guard case .everyone(let account) = trust else { throw CredentialError.invalid }
        return try await administratorCredential(accessKeyID, account: AccountID(accessKeyID) ?? account, now: now)
    }

    /// Of `--dev`: whoever presents this key is the account's administrator, who is made at first sight.
    private func administratorCredential(
        _ accessKeyID: String, account: AccountID, now: Timestamp
    ) async throws -> Credential {
        let administrator = try await administrators.value(for: account) {
            guard try !isSuspended(account) else { throw CredentialError.invalid }
            return try await ensureAdministrator(of: account, now: now)
        }
        return Credential(secret: nil, caller: administrator.caller(accessKeyID: accessKeyID))
    }

    public func noteUse(of caller: Caller, service: String, region: Region, at time: Timestamp) {
        guard caller.session == nil, caller.accessKeyID.hasPrefix(AccessKeyID.Prefix.user.rawValue) else { return }
        lastUses.note(caller.accessKeyID, service: service, region: region, at: time)
    }

    public func noteAccess(by caller: Caller, service: String, action: String, region: Region, at time: Timestamp) {
        if let observed = ObservedAccess(caller, service, action, region, time) { accesses.note(observed) }
    }

    /// Writes down what is still only in memory. For the end of the server.
    public func close() async { await lastUses.close() }

    private func longTermCredential(_ id: String) throws -> Credential? {
        guard let key = try store.get(AccessKeyRecord.self, AccessKeyRecord.key(id))?.record, key.isActive,
            let user = try store.get(UserRecord.self, UserRecord.key(key.account, key.userName))?.record
        else { return nil }
        guard try !isSuspended(key.account) else { throw CredentialError.invalid }
        let secret: SecretAccessKey?
        switch trust {
        case .strict: secret = SecretAccessKey(try vault.open(key.sealedSecret, of: id))
        case .everyone: secret = nil
        }
        return Credential(secret: secret, caller: user.caller(accessKeyID: id))
    }
}

/// A session token as it was opened, with everything that its use needs.
private struct OpenedSession: Sendable {
    let accessKeyID: String
    let expiresAt: Timestamp
    let credential: Credential
}

extension IdentityDirectory {
    /// The credential of a session; nil where the token is not one of ours.
    private func session(_ accessKeyID: String, token: String, now: Timestamp) throws -> Credential? {
        if let opened = openedSessions.cached(token) { return try Self.credential(of: opened, accessKeyID, now) }
        guard let claims = sessions.open(token) else { return nil }
        let opened = try openedSessions.value(for: token) { try open(claims) }
        return try Self.credential(of: opened, accessKeyID, now)
    }

    private static func credential(
        of opened: OpenedSession, _ accessKeyID: String, _ now: Timestamp
    ) throws -> Credential {
        guard opened.accessKeyID == accessKeyID else { throw CredentialError.invalid }
        guard now < opened.expiresAt else { throw CredentialError.expired }
        return opened.credential
    }

    private func open(_ claims: SessionClaims) throws -> OpenedSession {
        guard try !isSuspended(claims.account) else { throw CredentialError.invalid }
        let caller = claims.caller(principalTags: try tags(of: claims))
        let policies = try (claims.policies + claims.limits).map { document in
            AttachedPolicy(
                try Policy(parsing: document, as: .session),
                from: PolicySource(kind: .session, name: "session policy", attachedTo: caller.arn))
        }
        let secret: SecretAccessKey?
        switch trust {
        case .strict: secret = SecretAccessKey(claims.secret)
        case .everyone: secret = nil
        }
        let credential = Credential(secret: secret, caller: caller, sessionPolicies: policies)
        return OpenedSession(accessKeyID: claims.accessKeyID, expiresAt: claims.expiresAt, credential: credential)
    }

    private func tags(of claims: SessionClaims) throws -> [String: String] {
        switch claims.holder {
        case .role(let name, _, let id, _):
            let role = try store.get(RoleRecord.self, RoleRecord.key(claims.account, name))?.record
            // Policies name roles by ARN, and a namesake's are not meant for this session.
            guard let role, role.id == id else { throw CredentialError.invalid }
            return role.tags.byKey
        case .user(let name, _, let id), .federated(_, let name, _, let id):
            let user = try store.get(UserRecord.self, UserRecord.key(claims.account, name))?.record
            guard let user, user.id == id else { throw CredentialError.invalid }
            return user.tags.byKey
        }
    }
}

extension IdentityDirectory {
    /// Whose identity policies bind a caller.
    private struct PolicyHolderKey: Hashable, Sendable {
        enum Kind: Hashable, Sendable { case user, role }
        let kind: Kind
        let account: AccountID
        let name: String
        /// An entity made anew under an old name is another.
        let id: String
    }

    public func policies(of caller: Caller) async throws -> CallerPolicies {
        let holder: PolicyHolderKey
        switch caller.kind {
        case .user(let name, _):
            holder = PolicyHolderKey(kind: .user, account: caller.account, name: name, id: caller.principalID)
        case .role(let session):
            holder = PolicyHolderKey(
                kind: .role, account: caller.account, name: session.roleName, id: session.roleID)
        case .federatedUser(let session):
            holder = PolicyHolderKey(
                kind: .user, account: caller.account, name: session.userName, id: session.userID)
        case .root, .webIdentity, .service, .anonymous: return CallerPolicies()
        }
        return try policies.value(for: holder) {
            let reader = PolicyReader(store: store)
            switch holder.kind {
            case .user: return try reader.policies(ofUser: holder.name, id: holder.id, in: holder.account)
            case .role: return try reader.policies(ofRole: holder.name, id: holder.id, in: holder.account)
            }
        }
    }
}

extension UserRecord {
    func caller(accessKeyID: String) -> Caller {
        Caller(
            kind: .user(name: name, path: path), account: account, principalID: id, arn: arn, accessKeyID: accessKeyID,
            tags: tags.byKey)
    }
}

extension [StoredTag] {
    var byKey: [String: String] {
        Dictionary(map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
    }
}
