import AWSProtocols
import CloudTrailModel
import Compression
import Essentials
import HTTPMessage
import Identity
import KeyEngine
import Logging
import PolicyEngine
import Store
import StoreSQLite

@testable import CloudTrailService
@testable import ServiceKit

/// CloudTrail over a store in memory, and over services that only remember. Called as the pipeline calls it: target,
/// policies, operation, commit with the audit record.
struct TrailHarness {
    let store: SQLiteStore
    let time = ManualTime(Timestamp(seconds: 1_700_000_000))
    let calls: FakeCalls
    let rootKey: RootKey
    let directory: IdentityDirectory
    let service: CloudTrail
    private let operations: [String: ServiceKit.Operation]
    private let follower: JournalFollower
    private let chores: [any Chore]

    init(organizations: any OrganizationDirectory = NoOrganizations()) async throws {
        store = try SQLiteStore.inMemory()
        calls = FakeCalls(buckets: "logs")
        rootKey = try RootKey(RootKey.generateSecret(random: SystemRandom()))
        directory = IdentityDirectory(store: store, rootKey: rootKey, trust: .everyone(defaultAccount: .standard))
        service = CloudTrail(
            store: store, rootKey: rootKey, calls: calls, organizations: organizations,
            pageTokens: PageTokens(key: SystemRandom().bytes(32)),
            trails: TrailIndex(store: store, organizations: organizations))
        operations = Dictionary(uniqueKeysWithValues: service.operations.map { ($0.name, $0) })
        let collector = TrailCollector(trails: service.trails, schedule: service.schedule, random: SystemRandom())
        follower = JournalFollower(collector, store: store, time: time, logger: Logger(label: "test"))
        chores = service.chores
        await follower.catchUp()
    }

    @discardableResult
    func call<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as account: AccountID = .standard,
        in region: Region = .standard
    ) async throws -> Output {
        guard let operation = operations[descriptor.name] else { throw AWSError.notImplemented(descriptor.name) }
        let credential = try await directory.credential(
            accessKeyID: account.description, sessionToken: nil, now: time.now())
        let scope = scope(credential.caller, region)
        let authorizer = Authorizer(identity: directory, guardrails: NoGuardrails())
        let prepared: PreparedCall
        do {
            prepared = try await operation.prepare(input.structure, scope)
        } catch let missing as TargetNotFound {
            _ = try await authorizer.authorize([missing.check], for: credential, in: scope)
            throw missing.error
        }
        let permit = try await authorizer.authorize(prepared.checks, for: credential, in: scope)
        let record = record(descriptor.name, of: "cloudtrail.amazonaws.com", account, region)
        switch try await prepared.perform(permit) {
        case .reply(let structure), .stream(let structure, _):
            try await store.append([record.journalEntry], durability: .flushed)
            return try Output(structure)
        case .change(let body):
            return try await store.write { transaction in
                let output = try body(transaction)
                try transaction.append([record.journalEntry])
                return try Output(output)
            }
        }
    }

    /// The code of the error that a call is refused with; nil where it succeeds.
    func refusal<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, as account: AccountID = .standard,
        in region: Region = .standard
    ) async throws -> String? {
        do {
            try await call(descriptor, input, as: account, in: region)
            return nil
        } catch let error as AWSError {
            return error.code(in: .json)
        }
    }

    private func scope(_ caller: Caller, _ region: Region) -> RequestScope {
        RequestScope(
            caller: caller, region: region, requestID: "request", now: time.now(), random: SystemRandom(),
            connection: ConnectionInfo(peerAddress: "192.0.2.1"), userAgent: "test")
    }
}

extension TrailHarness {
    /// Something that happened, for trails to log.
    func record(
        _ name: String, of source: String = "kms.amazonaws.com", _ account: AccountID = .standard,
        _ region: Region = .standard, category: ServiceKit.EventCategory = .management, isReadOnly: Bool = false,
        resources: [AuditResource] = []
    ) -> AuditRecord {
        let caller = Caller(
            kind: .user(name: "ann", path: "/"), account: account, principalID: "AIDA",
            arn: "arn:aws:iam::\(account):user/ann", accessKeyID: "AKIA")
        var record = AuditRecord(
            identity: .caller(caller), time: time.now(), source: source, name: name, region: region,
            sourceAddress: "192.0.2.1", userAgent: "test", requestID: "r", eventID: SystemRandom().uuid(),
            isReadOnly: isReadOnly, recipientAccount: account)
        record.category = category
        record.resources = resources
        return record
    }

    @discardableResult
    func happen(
        _ name: String, of source: String = "kms.amazonaws.com", _ account: AccountID = .standard,
        _ region: Region = .standard, category: ServiceKit.EventCategory = .management, isReadOnly: Bool = false,
        resources: [AuditResource] = []
    ) async throws -> String {
        let record = record(
            name, of: source, account, region, category: category, isReadOnly: isReadOnly, resources: resources)
        try await store.append([record.journalEntry], durability: .flushed)
        return record.eventID
    }

    /// Makes a trail and starts it.
    func startTrail(_ input: CreateTrailRequest = CreateTrailRequest(name: "main", s3BucketName: "logs")) async throws {
        try await call(CloudTrailOperations.createTrail, input)
        try await call(CloudTrailOperations.startLogging, StartLoggingRequest(name: input.name))
    }

    /// Has the journals followed to their ends.
    func collect() async { await follower.catchUp() }

    /// Lets time pass and everything happen that falls due.
    func pass(_ span: TimeSpan) async throws {
        await collect()
        time.advance(by: span)
        try await runChores()
    }

    /// What is due now, whatever fails.
    func runChores() async throws {
        for chore in chores {
            if let due = try await chore.nextDue(), due <= time.now() {
                do { try await chore.perform(at: time.now()) } catch is FakeCalls.CutOff {}
            }
        }
    }

    func status(_ name: String = "main", as account: AccountID = .standard) async throws -> GetTrailStatusResponse {
        try await call(CloudTrailOperations.getTrailStatus, GetTrailStatusRequest(name: name), as: account)
    }

    /// The keys of the log files of a bucket, in order.
    func logFiles(in bucket: String = "logs") -> [String] {
        calls.objects(in: bucket).keys.filter { $0.hasSuffix(".json.gz") && !$0.contains("Digest") }.sorted()
    }

    func digests(in bucket: String = "logs") -> [String] {
        calls.objects(in: bucket).keys.filter { $0.hasSuffix(".json.gz") && $0.contains("Digest") }.sorted()
    }

    /// What a delivered file holds.
    func content(_ key: String, in bucket: String = "logs") throws -> JSON {
        let object = calls.objects(in: bucket)[key]
        return try JSON(parsing: Gzip.decompress(object?.content ?? [], limit: 100_000_000))
    }

    /// The names of all delivered events, file by file.
    func events(in bucket: String = "logs") throws -> [String] {
        try logFiles(in: bucket).flatMap { key in
            (try content(key, in: bucket)["Records"]?.array ?? []).compactMap { $0["eventName"]?.string }
        }
    }

    func eventIDs(in bucket: String = "logs") throws -> [String] {
        try logFiles(in: bucket).flatMap { key in
            (try content(key, in: bucket)["Records"]?.array ?? []).compactMap { $0["eventID"]?.string }
        }
    }
}
