import AWSProtocols
import Essentials
import HTTPMessage
import Logging
import PolicyEngine
import S3Model
import SigV4
import Store
import StoreSQLite
import Synchronization

@testable import ServiceKit

/// What the operations below were given.
final class ReceivedObjects: Sendable {
    struct Object: Sendable, Equatable {
        var key: String
        var bytes: [UInt8]
        var input: Structure
        var trailer: [HTTPHeaders.Field]
        var caller: Caller.Kind
        var arrival: Arrival?
    }

    private let objects = Mutex<[Object]>([])
    var all: [Object] { objects.withLock { $0 } }
    func add(_ object: Object) { objects.withLock { $0.append(object) } }
}

/// Stands behind a few names of S3: keeps what it is given, and answers it again.
struct ObjectService: Service, CrossOriginAnswering {
    let id = ServiceID.s3
    let takesAnonymousCalls = true
    let received = ReceivedObjects()
    static let owner = AccountID.standard
    /// Everybody may read what begins with `public`.
    static let policy = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:PutObject"],
        "Resource":"arn:aws:s3:::bucket/public*"}]}
        """

    var crossOrigin: (any CrossOriginAnswering)? { self }

    func allowance(for request: CrossOriginRequest, isPreflight: Bool) async throws -> HTTPHeaders? {
        guard request.bucket == "bucket", request.origin == "http://page" else { return nil }
        return HTTPHeaders([("access-control-allow-origin", request.origin)])
    }

    var operations: [Operation] {
        [
            Operation(change: S3Operations.putObject, category: .data, on: target) { input, _, scope in
                try await keep(input.key, input.structure, scope)
                return Change { _ in PutObjectOutput(eTag: "\"e\"") }
            },
            Operation(stream: S3Operations.getObject, category: .data, on: target) { input, _, scope in
                let pieces = AsyncThrowingStream<[UInt8], any Swift.Error> { continuation in
                    continuation.yield(Array(input.key.utf8))
                    continuation.finish()
                }
                return (GetObjectOutput(contentLength: input.key.utf8.count), .stream(pieces))
            },
            Operation(change: S3Operations.putBucketPolicy, on: target) { input, _, scope in
                try await keep("policy", input.structure, scope)
                return Change { _ in EmptyStructure() }
            },
        ]
    }

    private func keep(_ key: String, _ input: Structure, _ scope: RequestScope) async throws {
        var bytes: [UInt8] = []
        switch scope.payload {
        case .bytes(let whole): bytes = whole
        case .stream(let pieces): for try await piece in pieces { bytes += piece }
        }
        received.add(
            ReceivedObjects.Object(
                key: key, bytes: bytes, input: input, trailer: scope.trailer.fields?.fields ?? [],
                caller: scope.caller.kind, arrival: scope.arrival))
    }

    private func check(_ action: ActionName, _ resource: String) throws -> AccessCheck {
        let source = PolicySource(kind: .resource, name: "bucket", attachedTo: "arn:aws:s3:::bucket")
        return AccessCheck(
            action: action, resource: "arn:aws:s3:::\(resource)", account: Self.owner,
            policy: AttachedPolicy(try Policy(parsing: Self.policy, as: .resource), from: source),
            auditType: "AWS::S3::Object")
    }

    private func target(_ input: PutObjectRequest, _ scope: RequestScope) throws -> Target<Void> {
        Target((), try check("s3:PutObject", "\(input.bucket)/\(input.key)"))
    }
    private func target(_ input: GetObjectRequest, _ scope: RequestScope) throws -> Target<Void> {
        Target((), try check("s3:GetObject", "\(input.bucket)/\(input.key)"))
    }
    private func target(_ input: PutBucketPolicyRequest, _ scope: RequestScope) throws -> Target<Void> {
        Target((), try check("s3:PutBucketPolicy", input.bucket))
    }
}

/// A pipeline before that service, at a time that stands still.
struct ObjectRequestFixture {
    let service = ObjectService()
    let store: SQLiteStore
    let pipeline: Pipeline

    init() throws {
        store = try SQLiteStore.inMemory()
        pipeline = Pipeline(
            services: [service], identity: OneUser(policy: PipelineFixture.allowing("s3:*")), store: store,
            time: ManualTime(PipelineFixture.now), metrics: CallMetrics(), logger: Logger(label: "test"))
    }

    static func head(_ method: String, _ target: String, _ headers: [(String, String)] = []) -> HTTPRequestHead {
        HTTPRequestHead(
            method: method, target: target, headers: HTTPHeaders([("host", "127.0.0.1:4600")] + headers),
            connection: ConnectionInfo(peerAddress: "127.0.0.1"))
    }

    static var signer: Signer {
        Signer(
            credentials: Credentials(accessKeyID: OneUser.accessKeyID, secret: SecretAccessKey(OneUser.secret)),
            region: "us-east-1", service: "s3")
    }

    /// Hands the request over as the server would: the body in pieces where that is asked for.
    func send(_ head: HTTPRequestHead, _ body: [UInt8] = []) async -> (response: HTTPResponse, text: String) {
        var request = HTTPRequest(head: head, body: .bytes(body))
        if pipeline.bodyHandling(for: head) == .stream, !body.isEmpty {
            request.body = .stream(
                AsyncThrowingStream<[UInt8], any Swift.Error> { continuation in
                    for start in stride(from: 0, to: body.count, by: 1000) {
                        continuation.yield(Array(body[start..<min(start + 1000, body.count)]))
                    }
                    continuation.finish()
                })
        }
        let response = await pipeline.respond(to: request)
        var bytes: [UInt8] = []
        switch response.body {
        case .bytes(let whole): bytes = whole
        case .stream(let pieces):
            do { for try await piece in pieces { bytes += piece } } catch { bytes = Array("broken".utf8) }
        }
        return (response, String(decoding: bytes, as: UTF8.self))
    }

    func dataEvents() throws -> [JSON] {
        try store.readNow { try $0.journal(AuditRecord.dataStream, after: 0, limit: 100) }
            .map { try JSON(parsing: $0.entry.body) }
    }
}
