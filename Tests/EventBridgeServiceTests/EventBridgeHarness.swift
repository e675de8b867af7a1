import AWSProtocols
import Essentials
import EventBridgeModel
import HTTPMessage
import KeyEngine
import Logging
import PolicyEngine
import Store
import StoreSQLite

@testable import EventBridgeService
@testable import ServiceKit

/// The service over a store in memory, called as the pipeline calls it, beside services that it calls in its turn.
final class EventBridgeHarness: Sendable {
    let store: SQLiteStore
    let time = ManualTime(Timestamp(seconds: 1_700_000_000))
    let peers = FakePeers()
    let web = FakeWeb()
    let trails = FakeTrails()
    let metrics = CallMetrics()
    let service: EventBridge
    private let operations: [String: Operation]

    init() throws {
        store = try SQLiteStore.inMemory()
        service = EventBridge(
            store: store, calls: peers, pageTokens: PageTokens(key: SystemRandom().bytes(32)),
            rootKey: try RootKey(RootKey.generateSecret(random: SystemRandom())), principals: EveryPrincipal(),
            trails: trails, outbound: web, time: time)
        operations = Dictionary(uniqueKeysWithValues: service.operations.map { ($0.name, $0) })
        peers.connect(self)
    }

    var reporter: WorkReporter { WorkReporter(logger: Logger(label: "test"), metrics: metrics) }

    @discardableResult
    func call<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as caller: Caller = .administrator()
    ) async throws -> Output {
        try Output(await call(descriptor.name, input.structure, in: scope(caller)))
    }

    func call(_ name: String, _ input: Structure, in scope: RequestScope) async throws -> Structure {
        guard let operation = operations[name] else { throw AWSError.notImplemented(name) }
        let credential = Credential(secret: nil, caller: scope.caller)
        let authorizer = Authorizer(identity: Administrators(), guardrails: NoGuardrails())
        let prepared: PreparedCall
        do {
            prepared = try await operation.prepare(input, scope)
        } catch let missing as TargetNotFound {
            _ = try await authorizer.authorize([missing.check], for: credential, in: scope)
            throw missing.error
        }
        let permit = try await authorizer.authorize(prepared.checks, for: credential, in: scope)
        guard case .change(let body) = try await prepared.perform(permit) else {
            return try await reply(operation, input, scope, credential, authorizer)
        }
        return try await store.write(body)
    }

    private func reply(
        _ operation: Operation, _ input: Structure, _ scope: RequestScope, _ credential: Credential,
        _ authorizer: Authorizer
    ) async throws -> Structure {
        let prepared = try await operation.prepare(input, scope)
        let permit = try await authorizer.authorize(prepared.checks, for: credential, in: scope)
        guard case .reply(let structure) = try await prepared.perform(permit) else { throw AWSError.internalFailure }
        return structure
    }

    /// The code of the error that a call is refused with; nil where it succeeds.
    func refusal<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as caller: Caller = .administrator()
    ) async throws -> String? {
        do {
            try await call(descriptor, input, as: caller)
            return nil
        } catch let error as AWSError { return error.code(in: .json) }
    }

    func scope(_ caller: Caller) -> RequestScope {
        RequestScope(
            caller: caller, region: .standard, requestID: "request", now: time.now(), random: SystemRandom(),
            connection: ConnectionInfo(peerAddress: "192.0.2.1"), userAgent: "test")
    }

    /// Has rules asked about everything that is in the journals.
    func match() async throws {
        for consumer in service.journalConsumers {
            for stream in consumer.streams { try await match(stream, by: consumer) }
        }
    }

    private func match(_ stream: JournalStream, by consumer: any JournalConsumer) async throws {
        let key = JournalCursor.key(stream, consumer: consumer.name)
        let position = try store.get(JournalCursor.self, key)?.record.sequence ?? 0
        let records = try await store.read { try $0.journal(stream, after: position, limit: 10_000) }
        guard let last = records.last?.sequence else { return }
        let consumption = try await consumer.consume(records, at: time.now())
        try await store.write { transaction in
            try consumption?.body(transaction)
            try transaction.put(JournalCursor(stream, consumer: consumer.name, sequence: last))
        }
    }

    /// Runs the work of the background while `body` runs.
    func working<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for work in service.backgroundWork { group.addTask { await work.run(self.reporter) } }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    /// The deliveries that are still to be made.
    func waiting() async throws -> [DeliveryRecord] {
        try await store.read { transaction in
            try transaction.query(DeliveryRecord.self, in: .everywhere, limit: 1000).records.map(\.record)
        }
    }

    func runChores() async throws {
        for chore in service.chores {
            if let due = try await chore.nextDue(), due <= time.now() { try await chore.perform(at: time.now()) }
        }
    }
}

extension EventBridgeHarness {
    static let topic = "arn:aws:sns:us-east-1:123456789012:topic"

    /// A rule on the default bus, with one target.
    func rule(
        _ name: String = "rule", pattern: String = #"{"source":["app"]}"#, bus: String? = nil,
        to target: EventBridgeModel.Target? = nil,
        state: RuleState? = nil
    ) async throws {
        try await call(
            EventBridgeOperations.putRule,
            PutRuleRequest(name: name, eventPattern: pattern, state: state, eventBusName: bus))
        guard let target else { return }
        let answer = try await call(
            EventBridgeOperations.putTargets, PutTargetsRequest(rule: name, targets: [target], eventBusName: bus))
        guard answer.failedEntryCount == 0 else { throw AWSError.validation("target refused") }
    }

    @discardableResult
    func put(
        _ detail: String = #"{"n":1}"#, source: String = "app", bus: String? = nil,
        as caller: Caller = .administrator()
    ) async throws -> PutEventsResponse {
        let entry = PutEventsRequestEntry(source: source, detailType: "test", detail: detail, eventBusName: bus)
        return try await call(EventBridgeOperations.putEvents, PutEventsRequest(entries: [entry]), as: caller)
    }
}

extension Caller {
    static func administrator(of account: AccountID = .standard) -> Caller {
        Caller(
            kind: .user(name: "admin", path: "/"), account: account, principalID: "AIDAADMIN",
            arn: "arn:aws:iam::\(account):user/admin", accessKeyID: "AKIAADMIN")
    }
}

extension AccountID {
    static let other = AccountID("210987654321") ?? .standard
}

/// Everybody may do everything in their own account.
private struct Administrators: IdentityProvider {
    func credential(accessKeyID: String, sessionToken: String?, now: Timestamp) async throws -> Credential {
        throw CredentialError.invalid
    }

    func policies(of caller: Caller) async throws -> CallerPolicies {
        let document = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
        return CallerPolicies(identity: [
            AttachedPolicy(
                try Policy(parsing: document, as: .identity),
                from: PolicySource(kind: .identity, name: "all", attachedTo: caller.arn))
        ])
    }

    func noteUse(of caller: Caller, service: String, region: Region, at time: Timestamp) {}
}
