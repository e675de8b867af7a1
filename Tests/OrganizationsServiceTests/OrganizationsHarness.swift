import AWSProtocols
import Essentials
import HTTPMessage
import Identity
import KeyEngine
import OrganizationsModel
import PolicyEngine
import Store
import StoreSQLite

@testable import OrganizationsService
@testable import ServiceKit

/// Organizations over a store in memory, with the identities of `--dev`: every account has its administrator. Called as
/// the pipeline calls it: target, policies, operation, commit.
struct OrganizationsHarness {
    let store: SQLiteStore
    let time = ManualTime(Timestamp(seconds: 1_700_000_000))
    let directory: IdentityDirectory
    let organizations: Organizations
    let guardrails: OrganizationGuardrails
    private let operations: [String: Operation]

    init() throws {
        store = try SQLiteStore.inMemory()
        let rootKey = try RootKey(RootKey.generateSecret(random: SystemRandom()))
        directory = IdentityDirectory(store: store, rootKey: rootKey, trust: .everyone(defaultAccount: .standard))
        organizations = Organizations(
            store: store, accounts: directory, linkedRoles: directory,
            principals: directory, pageTokens: PageTokens(key: SystemRandom().bytes(32)))
        guardrails = try OrganizationGuardrails(store: store)
        operations = Dictionary(uniqueKeysWithValues: organizations.operations.map { ($0.name, $0) })
    }

    /// - Parameter account: whose administrator calls
    @discardableResult
    func call<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as account: AccountID = .standard
    ) async throws -> Output {
        guard let operation = operations[descriptor.name] else { throw AWSError.notImplemented(descriptor.name) }
        let credential = try await directory.credential(
            accessKeyID: account.description, sessionToken: nil, now: time.now())
        let scope = scope(credential.caller)
        let authorizer = Authorizer(identity: directory, guardrails: guardrails)
        let prepared: PreparedCall
        do {
            prepared = try await operation.prepare(input.structure, scope)
        } catch let missing as TargetNotFound {
            _ = try await authorizer.authorize([missing.check], for: credential, in: scope)
            throw missing.error
        }
        let permit = try await authorizer.authorize(prepared.checks, for: credential, in: scope)
        switch try await prepared.perform(permit) {
        case .reply(let structure), .stream(let structure, _): return try Output(structure)
        case .change(let body): return try Output(try await store.write(body))
        }
    }

    /// The error that a call is refused with; nil where it succeeds.
    func refusal<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as account: AccountID = .standard
    ) async throws -> Refusal? {
        do {
            try await call(descriptor, input, as: account)
            return nil
        } catch let error as AWSError {
            return Refusal(error)
        }
    }

    /// Runs what is due, as the server's chore runner does.
    func runChores() async throws {
        for chore in organizations.chores {
            if let due = try await chore.nextDue(), due <= time.now() { try await chore.perform(at: time.now()) }
        }
    }

    func scope(_ caller: Caller) -> RequestScope {
        RequestScope(
            caller: caller, region: .standard, requestID: "request", now: time.now(), random: SystemRandom(),
            connection: ConnectionInfo(peerAddress: "192.0.2.1"), userAgent: "test")
    }
}

/// A refused call's error: the code, and the reason where the error has one.
struct Refusal: Equatable {
    let code: String
    let reason: String?

    init(_ code: OrganizationsErrorCode, _ reason: String? = nil) {
        self.code = code.rawValue
        self.reason = reason
    }

    init(_ error: AWSError) {
        code = error.code(in: .json)
        if case .string(let reason)? = error.fields["Reason"] { self.reason = reason } else { reason = nil }
    }
}
