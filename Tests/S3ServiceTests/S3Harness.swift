import AWSProtocols
import Essentials
import HTTPMessage
import Identity
import KeyEngine
import PolicyEngine
import S3Model
import Store
import StoreSQLite
import Testing

@testable import S3Service
@testable import ServiceKit

/// S3 over a store and blobs in memory, with the identities of `--dev`: every account has its administrator. Called as the
/// pipeline calls it: target, policies, operation, commit.
struct S3Harness {
    let store: SQLiteStore
    let blobs = MemoryBlobStore()
    let time = ManualTime(Timestamp(seconds: 1_700_000_000))
    let directory: IdentityDirectory
    let neighbours = FakeServices()
    let s3: S3
    private let operations: [String: ServiceKit.Operation]

    init() throws {
        store = try SQLiteStore.inMemory()
        let rootKey = try RootKey(RootKey.generateSecret(random: SystemRandom()))
        directory = IdentityDirectory(store: store, rootKey: rootKey, trust: .everyone(defaultAccount: .standard))
        s3 = S3(
            store: store, blobs: blobs, rootKey: rootKey, principals: EveryPrincipal(), calls: neighbours,
            pageTokens: PageTokens(key: SystemRandom().bytes(32)), startedAt: time.now())
        operations = Dictionary(uniqueKeysWithValues: s3.operations.map { ($0.name, $0) })
    }

    /// Who calls, and with what.
    struct Sender {
        var account = AccountID.standard
        var isAnonymous = false
        var payload = HTTPBody.empty
        var trailer = PayloadTrailer()
        var region = Region.standard

        static let owner = Sender()
        static let stranger = Sender(account: .stranger)
        static let anybody = Sender(isAnonymous: true)
        static func sending(_ text: String) -> Sender { Sender(payload: .bytes(Array(text.utf8))) }
        static func sending(_ bytes: [UInt8]) -> Sender { Sender(payload: .bytes(bytes)) }
    }

    @discardableResult
    func call<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, _ sender: Sender = .owner
    ) async throws -> Output {
        try await answer(descriptor, input, sender).0
    }

    /// The answer, with the stream beside it read to its end.
    func answer<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, _ sender: Sender = .owner
    ) async throws -> (Output, [UInt8]) {
        guard let operation = operations[descriptor.name] else { throw AWSError.notImplemented(descriptor.name) }
        let credential = try await credential(of: sender)
        var scope = RequestScope(
            caller: credential.caller, region: sender.region, requestID: "request", now: time.now(),
            random: SystemRandom(), connection: ConnectionInfo(peerAddress: "192.0.2.1"), userAgent: "test")
        (scope.payload, scope.trailer) = (sender.payload, sender.trailer)
        let authorizer = Authorizer(identity: directory, guardrails: NoGuardrails())
        let prepared: PreparedCall
        do {
            prepared = try await operation.prepare(input.structure, scope)
        } catch let missing as TargetNotFound {
            _ = try await authorizer.authorize([missing.check] + missing.further, for: credential, in: scope)
            throw missing.error
        }
        let permit = try await authorizer.authorize(prepared.checks, for: credential, in: scope)
        try await prepared.items?.decide { [scope] in
            _ = try await authorizer.authorize($0, for: credential, in: scope)
        }
        switch try await prepared.perform(permit) {
        case .reply(let structure): return (try Output(structure), [])
        case .stream(let structure, let body): return (try Output(structure), try await Self.collect(body))
        case .change(let body): return (try Output(try await store.write(body)), [])
        }
    }

    private func credential(of sender: Sender) async throws -> Credential {
        guard sender.isAnonymous else {
            return try await directory.credential(
                accessKeyID: sender.account.description, sessionToken: nil, now: time.now())
        }
        return .anonymous
    }

    private static func collect(_ body: HTTPBody) async throws -> [UInt8] {
        switch body {
        case .bytes(let bytes): return bytes
        case .stream(let pieces):
            var bytes: [UInt8] = []
            for try await piece in pieces { bytes += piece }
            return bytes
        }
    }

    /// The code of the error that a call is refused with; nil where it succeeds.
    func refusal<Input, Output>(
        _ descriptor: OperationDescriptor<Input, Output>, _ input: Input, _ sender: Sender = .owner
    ) async throws -> String? {
        do {
            try await call(descriptor, input, sender)
            return nil
        } catch let error as AWSError {
            return error.code(in: .restXml)
        }
    }

    /// Runs what is due, as the server's chore runner does.
    func runChores() async throws {
        for chore in s3.chores {
            if let due = try await chore.nextDue(), due <= time.now() { try await chore.perform(at: time.now()) }
        }
    }
}

extension AccountID {
    static let stranger = AccountID("222222222222") ?? .standard
}

extension S3Harness {
    /// A harness with a bucket of this name.
    static func withBucket(_ name: String = "bucket", versioned: Bool = false, locked: Bool = false) async throws
        -> S3Harness
    {
        let harness = try S3Harness()
        try await harness.call(
            S3Operations.createBucket,
            CreateBucketRequest(bucket: name, objectLockEnabledForBucket: locked ? true : nil))
        if versioned { try await harness.version(.enabled, of: name) }
        return harness
    }

    func version(_ status: BucketVersioningStatus, of bucket: String = "bucket") async throws {
        try await call(
            S3Operations.putBucketVersioning,
            PutBucketVersioningRequest(
                bucket: bucket, versioningConfiguration: VersioningConfiguration(status: status)))
    }

    @discardableResult
    func put(_ key: String, _ text: String = "content", in bucket: String = "bucket") async throws -> PutObjectOutput {
        try await call(S3Operations.putObject, PutObjectRequest(bucket: bucket, key: key), .sending(text))
    }

    func text(_ key: String, version: String? = nil, in bucket: String = "bucket") async throws -> String {
        let request = GetObjectRequest(bucket: bucket, key: key, versionId: version)
        return String(decoding: try await answer(S3Operations.getObject, request).1, as: UTF8.self)
    }

    @discardableResult
    func delete(_ key: String, version: String? = nil, in bucket: String = "bucket") async throws -> DeleteObjectOutput
    {
        try await call(
            S3Operations.deleteObject, DeleteObjectRequest(bucket: bucket, key: key, versionId: version))
    }

    func keys(in bucket: String = "bucket") async throws -> [String] {
        let list = try await call(S3Operations.listObjectsV2, ListObjectsV2Request(bucket: bucket))
        return list.contents?.compactMap(\.key) ?? []
    }

    /// How many blobs there are.
    func blobCount() throws -> Int { try blobs.list(after: nil, limit: 100_000).count }
}
