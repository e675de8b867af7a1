import AWSProtocols
import Essentials
import HTTPMessage
import KMSModel
import KeyEngine
import PolicyEngine
import Store
import StoreSQLite
import Synchronization

@testable import KMSService
@testable import ServiceKit

/// The service over a store in memory, called as the pipeline calls it: target, policies, operation, commit.
struct KMSHarness {
    let store: SQLiteStore
    let time: ManualTime
    let kms: KMS
    let identity: IdentityBook
    let principals: PrincipalBook
    let tokens = FakeTokens()
    let proxy = FakeProxy()
    private let operations: [String: Operation]

    init() throws {
        try self.init(
            store: try SQLiteStore.inMemory(), rootKey: try RootKey(RootKey.generateSecret(random: SystemRandom())))
    }

    /// The service as it is after a restart: what is not in the store is gone.
    func restarted() throws -> KMSHarness { try KMSHarness(store: store, rootKey: kms.rootKey) }

    private init(store: SQLiteStore, rootKey: RootKey) throws {
        self.store = store
        time = ManualTime(Timestamp(seconds: 1_700_000_000))
        identity = try IdentityBook()
        principals = PrincipalBook()
        kms = KMS(
            store: store, rootKey: rootKey,
            pageTokens: PageTokens(key: SystemRandom().bytes(32)), principals: principals, tokens: tokens,
            outbound: proxy)
        operations = Dictionary(uniqueKeysWithValues: kms.operations.map { ($0.name, $0) })
    }

    func call<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as caller: Caller = .admin,
        in region: Region = .standard
    ) async throws -> Output {
        switch try await perform(descriptor, input, as: caller, in: region) {
        case .reply(let structure), .stream(let structure, _): return try Output(structure)
        case .change(let body): return try Output(try await store.write(body))
        }
    }

    /// The change that a call comes to, authorised but not yet committed.
    func begin<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input
    ) async throws -> @Sendable (any WriteTransaction) throws -> Structure {
        switch try await perform(descriptor, input, as: .admin, in: .standard) {
        case .change(let body): return body
        case .reply, .stream: throw AWSError.internalFailure
        }
    }

    private func perform<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as caller: Caller, in region: Region
    ) async throws -> ServiceKit.Effect {
        guard let operation = operations[descriptor.name] else { throw AWSError.notImplemented(descriptor.name) }
        let scope = scope(caller, region)
        let credential = Credential(secret: nil, caller: caller)
        let authorizer = Authorizer(identity: identity, guardrails: NoGuardrails())
        let prepared: PreparedCall
        do {
            prepared = try await operation.prepare(input.structure, scope)
        } catch let missing as TargetNotFound {
            _ = try await authorizer.authorize([missing.check], for: credential, in: scope)
            throw missing.error
        }
        let permit = try await authorizer.authorize(prepared.checks, for: credential, in: scope)
        return try await prepared.perform(permit)
    }

    /// The error that a call is refused with; nil where it succeeds.
    func refusal<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as caller: Caller = .admin,
        in region: Region = .standard
    ) async throws -> Refusal? {
        do {
            _ = try await call(descriptor, input, as: caller, in: region)
            return nil
        } catch let error as AWSError {
            return Refusal(code: error.code(in: .json), message: error.message)
        } catch let caused as CausedError {
            return Refusal(code: caused.error.code(in: .json), message: caused.error.message)
        }
    }

    func scope(_ caller: Caller = .admin, _ region: Region = .standard) -> RequestScope {
        RequestScope(
            caller: caller, region: region, requestID: "request", now: time.now(), random: SystemRandom(),
            connection: ConnectionInfo(peerAddress: "192.0.2.1"), userAgent: "test")
    }

    /// Runs what is due, as the server's chore runner does.
    func runChores() async throws {
        for chore in kms.chores {
            if let due = try await chore.nextDue(), due <= time.now() { try await chore.perform(at: time.now()) }
        }
    }
}

struct Refusal: Equatable {
    let code: String
    let message: String?
}

extension Caller {
    static let admin = user("admin")
    static let root = Caller(
        kind: .root, account: .standard, principalID: "123456789012", arn: "arn:aws:iam::123456789012:root",
        accessKeyID: "AKIAROOT")

    static func user(_ name: String, in account: AccountID = .standard) -> Caller {
        Caller(
            kind: .user(name: name, path: "/"), account: account, principalID: "AIDA\(name)",
            arn: "arn:aws:iam::\(account):user/\(name)", accessKeyID: "AKIA\(name)")
    }

    static func session(of role: String, _ name: String = "session") -> Caller {
        let account = AccountID.standard
        return Caller(
            kind: .role(
                RoleSession(
                    roleName: role, roleARN: "arn:aws:iam::\(account):role/\(role)", roleID: "AROA\(role)",
                    sessionName: name)),
            account: account, principalID: "AROA\(role):\(name)",
            arn: "arn:aws:sts::\(account):assumed-role/\(role)/\(name)", accessKeyID: "ASIA\(role)")
    }
}

/// Identity policies by ARN. The administrator may do everything, others nothing until they are given a policy.
final class IdentityBook: IdentityProvider {
    private let policies = Mutex<[String: [AttachedPolicy]]>([:])

    func allow(_ caller: Caller, _ action: String, on resource: String = "*") throws {
        try give(caller, #"{"Effect":"Allow","Action":"\#(action)","Resource":"\#(resource)"}"#)
    }

    func give(_ caller: Caller, _ statement: String) throws {
        let document = #"{"Version":"2012-10-17","Statement":[\#(statement)]}"#
        let policy = AttachedPolicy(
            try Policy(parsing: document, as: .identity),
            from: PolicySource(kind: .identity, name: "test", attachedTo: caller.arn))
        policies.withLock { $0[caller.arn, default: []].append(policy) }
    }

    init() throws(PolicyError) {
        let everything = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
        let policy = AttachedPolicy(
            try Policy(parsing: everything, as: .identity),
            from: PolicySource(kind: .identity, name: "AdministratorAccess", attachedTo: Caller.admin.arn))
        policies.withLock { $0[Caller.admin.arn] = [policy] }
    }

    func policies(of caller: Caller) -> CallerPolicies {
        CallerPolicies(identity: policies.withLock { $0[caller.arn] ?? [] })
    }

    func credential(accessKeyID: String, sessionToken: String?, now: Timestamp) throws -> Credential {
        throw CredentialError.invalid
    }

    func noteUse(of caller: Caller, service: String, region: Region, at time: Timestamp) {}
}

/// Every principal exists but those that a test says do not.
final class PrincipalBook: PrincipalDirectory {
    private let absent = Mutex<Set<String>>([])
    private let ids = Mutex<[String: String]>([:])

    func remove(_ principal: String) { absent.withLock { _ = $0.insert(principal) } }
    func exists(_ principal: String) -> Bool { absent.withLock { !$0.contains(principal) } }

    /// Gives a name to the entity of this unique id.
    func name(_ arn: String, _ id: String) { ids.withLock { $0[arn] = id } }
    func uniqueID(of arn: String) -> String? { ids.withLock { $0[arn] } }
    func name(of uniqueID: String) -> String? { ids.withLock { $0.first { $0.value == uniqueID }?.key } }
}
