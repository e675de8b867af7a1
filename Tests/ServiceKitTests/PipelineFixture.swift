import AWSProtocols
import Essentials
import HTTPMessage
import KMSModel
import Logging
import PolicyEngine
import SigV4
import Store
import StoreSQLite
import Synchronization

@testable import ServiceKit

/// One user with one access key and one policy.
struct OneUser: IdentityProvider {
    static let account = AccountID.standard
    static let accessKeyID = "AKIAIOSFODNN7EXAMPLE"
    static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    let policy: String

    func credential(accessKeyID: String, sessionToken: String?, now: Timestamp) async throws -> Credential {
        guard accessKeyID == Self.accessKeyID else { throw CredentialError.invalid }
        return Credential(
            secret: SecretAccessKey(Self.secret),
            caller: Caller(
                kind: .user(name: "bob", path: "/"), account: Self.account, principalID: "AIDAEXAMPLE",
                arn: "arn:aws:iam::\(Self.account):user/bob", accessKeyID: accessKeyID))
    }

    func policies(of caller: Caller) async throws -> CallerPolicies {
        let source = PolicySource(kind: .identity, name: "only", attachedTo: caller.arn)
        return CallerPolicies(identity: [AttachedPolicy(try Policy(parsing: policy, as: .identity), from: source)])
    }

    func noteUse(of caller: Caller, service: String, region: Region, at time: Timestamp) {}
}

struct NoteRecord: StoredRecord {
    static let kind: RecordKind = "test.note"
    var text: String
    var key: RecordKey { RecordKey(account: nil, region: nil, id: "note") }
}

final class UseBook: Sendable {
    private let uses = Mutex<[ResourceUse]>([])

    var all: [ResourceUse] { uses.withLock { $0 } }
    func note(_ use: ResourceUse) { uses.withLock { $0.append(use) } }
}

/// Stands behind three KMS names: one that answers, one that changes and one that fails half-way.
struct NoteService: Service {
    let id = ServiceID.kms
    static let foreignAccount = "arn:aws:kms:us-east-1:210987654321:key/foreign"
    /// Of the same account, which lets everybody use it.
    static let lentKey = "arn:aws:kms:us-east-1:210987654321:key/lent"

    var operations: [Operation] {
        [
            Operation(reply: KMSOperations.describeKey, on: target) { _, _, _ in DescribeKeyResponse() },
            Operation(change: KMSOperations.enableKey, on: target) { input, _, _ in
                Change { transaction in
                    try transaction.put(NoteRecord(text: input.keyId))
                    return EmptyStructure()
                }
            },
            Operation(change: KMSOperations.disableKey, on: target) { input, _, _ in
                Change { transaction in
                    try transaction.put(NoteRecord(text: input.keyId))
                    throw AWSError(.notFoundException, "half-way")
                }
            },
            Operation(change: KMSOperations.cancelKeyDeletion, on: missing) { _, _, _ in
                Change { _ in CancelKeyDeletionResponse() }
            },
        ]
    }

    /// The uses that the pipeline has told of.
    let uses = UseBook()
    let sharedQuotas = ["kms.notes"]

    func noteUse(_ use: ResourceUse) { uses.note(use) }

    private func check(_ action: ActionName, _ resource: String) -> AccessCheck {
        AccessCheck(
            action: action, resource: resource,
            account: ARN(resource).flatMap { AccountID($0.account) } ?? OneUser.account,
            auditType: "AWS::KMS::Key", grant: { resource == Self.lentKey })
    }

    private func target(_ input: DescribeKeyRequest, _ scope: RequestScope) -> Target<Void> {
        Target((), check("kms:DescribeKey", input.keyId))
    }
    private func target(_ input: EnableKeyRequest, _ scope: RequestScope) -> Target<Void> {
        var check = check("kms:EnableKey", input.keyId)
        check.sharedQuota = "kms.notes"
        return Target((), check)
    }
    private func target(_ input: DisableKeyRequest, _ scope: RequestScope) -> Target<Void> {
        Target((), check("kms:DisableKey", input.keyId))
    }
    private func missing(_ input: CancelKeyDeletionRequest, _ scope: RequestScope) throws -> Target<Void> {
        throw TargetNotFound(
            AWSError(.notFoundException, "not there"), check: check("kms:CancelKeyDeletion", input.keyId))
    }
}

/// A pipeline over a store in memory, at a time that stands still.
struct PipelineFixture {
    static let now = Timestamp(seconds: 1_795_469_329)
    let store: SQLiteStore
    let metrics = CallMetrics()
    let service = NoteService()
    let pipeline: Pipeline

    init(policy: String = Self.allowing("*"), limits: [RequestLimit] = []) throws {
        store = try SQLiteStore.inMemory()
        pipeline = Pipeline(
            services: [service], identity: OneUser(policy: policy), store: store,
            limiter: try RequestLimiter.make(limits, for: [service]), time: ManualTime(Self.now), metrics: metrics,
            logger: Logger(label: "test"))
    }

    static func allowing(_ action: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"\#(action)","Resource":"*"}]}"#
    }

    func call(_ operation: String, _ body: String, key: String = OneUser.accessKeyID) async throws -> (Int, JSON) {
        var head = HTTPRequestHead(
            method: "POST", target: "/",
            headers: HTTPHeaders([
                ("host", "localhost"), ("content-type", "application/x-amz-json-1.1"),
                ("x-amz-target", "TrentService.\(operation)"),
            ]), connection: ConnectionInfo(peerAddress: "127.0.0.1"))
        let credentials = Credentials(accessKeyID: key, secret: SecretAccessKey(OneUser.secret))
        try Signer(credentials: credentials, region: "us-east-1", service: "kms")
            .sign(&head, body: Array(body.utf8), at: Self.now)
        let response = await pipeline.respond(to: HTTPRequest(head: head, body: .bytes(Array(body.utf8))))
        guard case .bytes(let bytes) = response.body else { return (response.status, .null) }
        return (response.status, (try? JSON(parsing: bytes)) ?? .null)
    }

    func auditRecords() throws -> [JSON] {
        try store.readNow { try $0.journal(AuditRecord.stream, after: 0, limit: 100) }
            .map { try JSON(parsing: $0.entry.body) }
    }

    func note() throws -> String? {
        try store.get(NoteRecord.self, RecordKey(account: nil, region: nil, id: "note"))?.record.text
    }
}
