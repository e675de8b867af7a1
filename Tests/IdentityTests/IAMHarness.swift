import AWSProtocols
import Essentials
import HTTPMessage
import IAMModel
import KeyEngine
import PolicyEngine
import STSModel
import Store
import StoreSQLite

@testable import Identity
@testable import ServiceKit

/// IAM and STS over a store in memory, called as the pipeline calls them: target, policies, operation, commit.
struct IAMHarness {
    let store: SQLiteStore
    let time = ManualTime(Timestamp(seconds: 1_700_000_000))
    let rootKey: RootKey
    let directory: IdentityDirectory
    let iam: IAM
    let admin: Caller
    private let operations: [String: Operation]

    init(
        trust: IdentityDirectory.Trust = .strict, organizations: any OrganizationDirectory = NoOrganizations(),
        guardrails: any GuardrailProvider = NoGuardrails()
    ) async throws {
        store = try SQLiteStore.inMemory()
        rootKey = try RootKey(RootKey.generateSecret(random: SystemRandom()))
        directory = IdentityDirectory(store: store, rootKey: rootKey, trust: trust)
        iam = IAM(
            directory: directory, pageTokens: PageTokens(key: SystemRandom().bytes(32)), guardrails: guardrails,
            organizations: organizations)
        let services: [any Service] = [iam, STS(directory: directory)]
        operations = Dictionary(uniqueKeysWithValues: services.flatMap(\.operations).map { ($0.name, $0) })
        guard let key = try await directory.createAdministrator(of: .standard, now: time.now()) else {
            throw CredentialError.invalid
        }
        admin = try await directory.credential(accessKeyID: key.id, sessionToken: nil, now: time.now()).caller
    }

    @discardableResult
    func call<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as caller: Caller? = nil
    ) async throws -> Output {
        try await call(descriptor, input, with: Credential(secret: nil, caller: caller ?? admin))
    }

    func call<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, with credential: Credential
    ) async throws -> Output {
        guard let operation = operations[descriptor.name] else { throw AWSError.notImplemented(descriptor.name) }
        let scope = scope(credential.caller)
        let authorizer = Authorizer(
            identity: directory, guardrails: NoGuardrails(), messages: directory.messages)
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
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as caller: Caller? = nil
    ) async throws -> Refusal? {
        do {
            try await call(descriptor, input, as: caller)
            return nil
        } catch let error as AWSError {
            return Refusal(error.code(in: .query), error.message.map(Self.withoutEncodedMessage))
        }
    }

    /// What a denial says in clear.
    private static func withoutEncodedMessage(_ message: String) -> String {
        let end = message.firstRange(of: ". Encoded authorization failure message: ")?.lowerBound
        return String(message[..<(end ?? message.endIndex)])
    }

    func scope(_ caller: Caller) -> RequestScope {
        RequestScope(
            caller: caller, region: .standard, requestID: "request", now: time.now(), random: SystemRandom(),
            connection: ConnectionInfo(peerAddress: "192.0.2.1"), userAgent: "test")
    }
}

struct Refusal: Equatable {
    let code: String
    let message: String?

    init(_ code: String, _ message: String?) {
        self.code = code
        self.message = message
    }

    static func noSuchEntity(_ message: String) -> Refusal { Refusal("NoSuchEntity", message) }
    static func limitExceeded(_ message: String) -> Refusal { Refusal("LimitExceeded", message) }
    static func deleteConflict(_ message: String) -> Refusal { Refusal("DeleteConflict", message) }
}
