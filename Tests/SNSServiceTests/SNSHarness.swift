import AWSProtocols
import Essentials
import HTTPMessage
import KeyEngine
import Logging
import PolicyEngine
import SNSModel
import Store
import StoreSQLite
import Testing

@testable import SNSService
@testable import ServiceKit

/// SNS over a store in memory, called as the pipeline calls it: target, policies, operation, commit. Every caller is
/// the root user of an account.
struct SNSHarness {
    static let region = Region.standard
    let store: SQLiteStore
    let time = ManualTime(Timestamp(seconds: 1_700_000_000))
    let endpoint = StubEndpoint()
    let mailbox = StubMailbox()
    let kms = StubKMS()
    let sns: SNS
    private let operations: [String: Operation]
    private let follower: JournalFollower

    init() async throws {
        store = try SQLiteStore.inMemory()
        sns = try SNS(
            store: store, rootKey: RootKey(RootKey.generateSecret(random: SystemRandom())), calls: kms,
            principals: EveryPrincipal(), pageTokens: PageTokens(key: SystemRandom().bytes(32)), outbound: endpoint,
            mail: mailbox, publicURL: "http://sns.test", time: time)
        operations = Dictionary(uniqueKeysWithValues: sns.operations.map { ($0.name, $0) })
        follower = JournalFollower(
            try #require(sns.journalConsumers.first), store: store, time: time, logger: Logger(label: "test"))
        // A consumer that is new begins with what comes after it.
        await follower.catchUp()
    }

    @discardableResult
    func call<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as caller: Caller = .root(of: .standard),
        origin: ServiceOrigin? = nil
    ) async throws -> Output {
        guard let operation = operations[descriptor.name] else { throw AWSError.notImplemented(descriptor.name) }
        let credential = Credential(secret: nil, caller: caller)
        var scope = RequestScope(
            caller: caller, region: Self.region, requestID: "request", now: time.now(), random: SystemRandom(),
            connection: ConnectionInfo(peerAddress: "192.0.2.1"), userAgent: "test")
        scope.origin = origin
        let authorizer = Authorizer(identity: RootUsers(), guardrails: NoGuardrails())
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

    /// The code that a call is refused with; nil where it succeeds.
    func refusal<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as caller: Caller = .root(of: .standard),
        origin: ServiceOrigin? = nil
    ) async throws -> AWSError? {
        do {
            try await call(descriptor, input, as: caller, origin: origin)
            return nil
        } catch let error as AWSError { return error }
    }

    /// Does what the server does by itself until nothing is due.
    func deliver() async throws {
        await follower.catchUp()
        while let due = try await sns.deliveries.nextDue(), due <= time.now() {
            try await sns.deliveries.perform(at: time.now())
            await sns.deliveries.settle()
        }
    }

    func runChores() async throws {
        for chore in sns.chores {
            if let due = try await chore.nextDue(), due <= time.now() { try await chore.perform(at: time.now()) }
        }
    }

    func topic(_ name: String = "alerts", _ attributes: [String: String] = [:]) async throws -> String {
        let input = CreateTopicInput(name: name, attributes: attributes)
        return try #require(try await call(SNSOperations.createTopic, input).topicArn)
    }

    /// A subscription that its endpoint has confirmed.
    @discardableResult
    func subscribe(
        _ topic: String, _ text: String = "http://hook.test/sns", _ name: String = "http",
        _ attributes: [String: String] = [:]
    ) async throws -> String {
        let input = SubscribeInput(
            topicArn: topic, protocol: name, endpoint: text, attributes: attributes, returnSubscriptionArn: true)
        let arn = try #require(try await call(SNSOperations.subscribe, input).subscriptionArn)
        let parsed = try SubscriptionARN(arn, in: nil)
        let record = try #require(try sns.find(parsed))
        let token = try sns.tokens.token(for: record, until: time.now() + .days(1))
        try await call(
            SNSOperations.confirmSubscription, ConfirmSubscriptionInput(topicArn: topic, token: token))
        try await deliver()
        await endpoint.forget()
        return arn
    }

    @discardableResult
    func publish(
        _ message: String, to topic: String, group: String? = nil, id: String? = nil,
        attributes: [String: MessageAttributeValue]? = nil
    ) async throws -> PublishResponse {
        try await call(
            SNSOperations.publish,
            PublishInput(
                message: message, topicArn: topic, messageAttributes: attributes, messageDeduplicationId: id,
                messageGroupId: group))
    }

    /// The messages of the requests that came, in order.
    func messages() async throws -> [String] {
        try await endpoint.requests.map { try #require(try JSON(parsing: $0.body)["Message"]?.string) }
    }
}

extension Caller {
    static func root(of account: AccountID) -> Caller {
        Caller(
            kind: .root, account: account, principalID: account.description, arn: "arn:aws:iam::\(account):root",
            accessKeyID: "")
    }
}

/// Root users may do everything in their accounts; nobody else has policies.
struct RootUsers: IdentityProvider {
    func credential(accessKeyID: String, sessionToken: String?, now: Timestamp) async throws -> Credential {
        throw CredentialError.invalid
    }

    func policies(of caller: Caller) async throws -> CallerPolicies {
        guard caller.kind == .root else { return CallerPolicies() }
        let everything = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
        let source = PolicySource(kind: .identity, name: "root", attachedTo: caller.arn)
        return CallerPolicies(identity: [AttachedPolicy(try Policy(parsing: everything, as: .identity), from: source)])
    }

    func noteUse(of caller: Caller, service: String, region: Region, at time: Timestamp) {}
}

/// An endpoint that takes note of every request and answers as it is told.
actor StubEndpoint: OutboundHTTP {
    private(set) var requests: [OutboundRequest] = []
    /// What is answered, by host, in turn; 200 once they are used up.
    private var answers: [String: [Int]] = [:]
    /// Hosts that do not answer before they are let go.
    private var hanging: [String: [CheckedContinuation<Void, Never>]] = [:]

    func answer(_ statuses: Int..., to host: String = "hook.test") { answers[host, default: []] += statuses }
    func forget() { requests = [] }
    func hang(_ host: String) { hanging[host] = [] }

    func letGo(_ host: String) {
        for waiter in hanging.removeValue(forKey: host) ?? [] { waiter.resume() }
    }

    private func note(_ request: OutboundRequest) async -> Int? {
        requests.append(request)
        if hanging[request.host] != nil { await withCheckedContinuation { hanging[request.host]?.append($0) } }
        guard answers[request.host]?.isEmpty == false else { return 200 }
        return answers[request.host]?.removeFirst()
    }

    nonisolated func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        guard let status = await note(request), status != 0 else { throw .unreachable(reason: "nobody there") }
        return OutboundResponse(status: status)
    }
}

actor StubMailbox: MailSending {
    nonisolated let isConfigured = true
    nonisolated let sender = "no-reply@sns.test"
    private(set) var mails: [OutboundMail] = []
    private var errors: [MailError] = []

    func fail(_ error: MailError) { errors.append(error) }

    private func note(_ mail: OutboundMail) -> MailError? {
        mails.append(mail)
        return errors.isEmpty ? nil : errors.removeFirst()
    }

    nonisolated func send(_ message: OutboundMail) async throws(MailError) {
        if let error = await note(message) { throw error }
    }
}
