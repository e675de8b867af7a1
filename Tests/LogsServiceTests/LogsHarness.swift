import AWSProtocols
import Essentials
import HTTPMessage
import LogsModel
import Store
import StoreSQLite

@testable import LogsService
@testable import ServiceKit

/// The service over a store in memory, called as the pipeline calls it, but for the policies: target, operation, commit.
struct LogsHarness {
    let store: SQLiteStore
    let time = ManualTime(Timestamp(seconds: 1_700_000_000))
    let calls = FakeCalls()
    let logs: Logs
    private let operations: [String: Operation]

    init() throws { try self.init(store: SQLiteStore.inMemory()) }

    init(store: SQLiteStore) throws {
        self.store = store
        logs = Logs(store: store, calls: calls, pageTokens: PageTokens(key: SystemRandom().bytes(32)))
        operations = Dictionary(uniqueKeysWithValues: logs.operations.map { ($0.name, $0) })
    }

    var now: Int { Int(time.now().milliseconds) }

    @discardableResult
    func call<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as caller: Caller = .tester
    ) async throws -> Output {
        guard let operation = operations[descriptor.name] else { throw AWSError.notImplemented(descriptor.name) }
        let prepared: PreparedCall
        do {
            prepared = try await operation.prepare(input.structure, scope(caller))
        } catch let missing as TargetNotFound { throw missing.error }
        let permit = await Permit.granted {}
        switch try await prepared.perform(permit) {
        case .reply(let structure), .stream(let structure, _): return try Output(structure)
        case .change(let body): return try Output(try await store.write(body))
        }
    }

    /// The code and text that a call is refused with; nil where it succeeds.
    func refusal<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input
    ) async throws -> Refusal? {
        do {
            try await call(descriptor, input)
            return nil
        } catch let error as AWSError {
            return Refusal(code: error.code(in: .json), message: error.message ?? "")
        } catch let error as CausedError {
            return Refusal(code: error.error.code(in: .json), message: error.error.message ?? "")
        }
    }

    func checks<Input, Output>(
        of descriptor: OperationDescriptor<Input, Output>, _ input: Input, as caller: Caller = .tester
    ) async throws -> [AccessCheck] {
        try await operations[descriptor.name]?.prepare(input.structure, scope(caller)).checks ?? []
    }

    func scope(_ caller: Caller = .tester) -> RequestScope {
        RequestScope(
            caller: caller, region: .standard, requestID: "request", now: time.now(), random: SystemRandom(),
            connection: ConnectionInfo(peerAddress: "192.0.2.1"), userAgent: "test")
    }

    /// Runs what is due, as the server's chore runner does.
    func runChores() async throws {
        for chore in logs.chores {
            if let due = try await chore.nextDue(), due <= time.now() { try await chore.perform(at: time.now()) }
        }
    }

    /// Hands the outbox what it has not had yet, as the server's follower does.
    func deliver(after sequence: Int64 = 0) async throws -> Int64 {
        let records = try await store.read { try $0.journal(PendingDelivery.stream, after: sequence, limit: 100) }
        for consumer in logs.journalConsumers {
            if let consumption = try await consumer.consume(records, at: time.now()) {
                try await store.write { try consumption.body($0) }
            }
        }
        return records.last?.sequence ?? sequence
    }
}

extension LogsHarness {
    func makeGroup(_ name: String = "app", key: String? = nil, streams: String...) async throws {
        try await call(
            LogsOperations.createLogGroup, CreateLogGroupRequest(logGroupName: name, kmsKeyId: key))
        for stream in streams {
            try await call(
                LogsOperations.createLogStream, CreateLogStreamRequest(logGroupName: name, logStreamName: stream))
        }
    }

    /// Events that happened so many milliseconds ago.
    @discardableResult
    func put(
        _ events: [(ago: Int, message: String)], into stream: String = "s", of group: String = "app"
    ) async throws -> PutLogEventsResponse {
        try await call(
            LogsOperations.putLogEvents,
            PutLogEventsRequest(
                logGroupName: group, logStreamName: stream,
                logEvents: events.map { InputLogEvent(timestamp: now - $0.ago, message: $0.message) }))
    }

    func filter(
        _ pattern: String? = nil, in group: String = "app", streams: [String]? = nil, prefix: String? = nil,
        limit: Int? = nil
    ) async throws -> [FilteredLogEvent] {
        var input = FilterLogEventsRequest(
            logGroupName: group, logStreamNames: streams, logStreamNamePrefix: prefix, filterPattern: pattern,
            limit: limit)
        var events: [FilteredLogEvent] = []
        repeat {
            let page = try await call(LogsOperations.filterLogEvents, input)
            events += page.events ?? []
            input.nextToken = page.nextToken
        } while input.nextToken != nil
        return events
    }

    func messages(of stream: String = "s", in group: String = "app") async throws -> [String] {
        try await call(
            LogsOperations.getLogEvents,
            GetLogEventsRequest(logStreamName: stream, logGroupName: group, startFromHead: true)
        ).events?.compactMap(\.message) ?? []
    }

    func group(_ name: String = "app") async throws -> LogGroup? {
        try await call(LogsOperations.describeLogGroups, DescribeLogGroupsRequest(logGroupNamePrefix: name))
            .logGroups?.first
    }
}

struct Refusal: Equatable {
    let code: String
    let message: String
}

extension Caller {
    static let tester = Caller(
        kind: .user(name: "tester", path: "/"), account: .standard, principalID: "AIDATESTER",
        arn: "arn:aws:iam::123456789012:user/tester", accessKeyID: "AKIATESTER")
}
