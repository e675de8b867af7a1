import AWSProtocols
import Essentials
import HTTPMessage
import KMSModel
import LogsModel
import S3Model
import SNSModel
import ServiceKit
import Synchronization

/// The services that trails deliver to, as far as they are called.
final class FakeCalls: ServiceCalling {
    struct Object: Equatable {
        var content: [UInt8]
        var request: PutObjectRequest
    }

    /// The process ends here.
    struct CutOff: Swift.Error {}

    private struct State {
        var buckets: [String: [String: Object]] = [:]
        var puts = 0
        var messages: [String] = []
        var logged: [String] = []
        var streams: Set<String> = []
        var failures: [String: AWSError] = [:]
        var isCutOffAfterPut = false
        var invokers: [Invoker] = []
    }
    private let state = Mutex(State())

    init(buckets: String...) {
        state.withLock { for bucket in buckets { $0.buckets[bucket] = [:] } }
    }

    /// What each call of an operation fails with; nil for none.
    func fail(_ operation: String, with error: AWSError?) { state.withLock { $0.failures[operation] = error } }
    func cutOffAfterNextPut() { state.withLock { $0.isCutOffAfterPut = true } }
    func addBucket(_ name: String) { state.withLock { $0.buckets[name] = [:] } }

    func objects(in bucket: String) -> [String: Object] { state.withLock { $0.buckets[bucket] ?? [:] } }
    var putCount: Int { state.withLock { $0.puts } }
    var messages: [String] { state.withLock { $0.messages } }
    var logged: [String] { state.withLock { $0.logged } }
    var streams: Set<String> { state.withLock { $0.streams } }
    var lastInvoker: Invoker? { state.withLock { $0.invokers.last } }

    func call(
        _ service: ServiceID, _ operation: String, _ input: Structure, payload: HTTPBody, as invoker: Invoker,
        in region: Region
    ) async throws -> Structure {
        if let failure = state.withLock({ $0.failures[operation] }) { throw failure }
        state.withLock { $0.invokers.append(invoker) }
        switch operation {
        case "GetBucketAcl": try requireBucket(GetBucketAclRequest(input).bucket)
        case "PutObject": try put(PutObjectRequest(input), payload)
        case "Publish": try publish(PublishInput(input))
        case "CreateLogStream": try createStream(CreateLogStreamRequest(input))
        case "PutLogEvents": try putEvents(PutLogEventsRequest(input))
        case "DescribeKey": return try describe(DescribeKeyRequest(input)).structure
        default: throw AWSError.notImplemented(operation)
        }
        return Structure()
    }

    private func requireBucket(_ name: String) throws {
        guard state.withLock({ $0.buckets[name] != nil }) else { throw AWSError(code: "NoSuchBucket", "", status: 404) }
    }

    private func put(_ request: PutObjectRequest, _ payload: HTTPBody) throws {
        try requireBucket(request.bucket)
        guard case .bytes(let content) = payload else { throw AWSError.internalFailure }
        let isCutOff = state.withLock { state in
            state.puts += 1
            state.buckets[request.bucket]?[request.key] = Object(content: content, request: request)
            defer { state.isCutOffAfterPut = false }
            return state.isCutOffAfterPut
        }
        if isCutOff { throw CutOff() }
    }

    private func publish(_ input: PublishInput) throws {
        state.withLock { $0.messages.append(input.message) }
    }

    private func createStream(_ input: CreateLogStreamRequest) throws {
        let isNew = state.withLock { $0.streams.insert(input.logStreamName).inserted }
        if !isNew { throw AWSError(code: "ResourceAlreadyExistsException", "") }
    }

    private func putEvents(_ input: PutLogEventsRequest) throws {
        guard state.withLock({ $0.streams.contains(input.logStreamName) }) else {
            throw AWSError(code: "ResourceNotFoundException", "")
        }
        state.withLock { $0.logged += input.logEvents.map(\.message) }
    }

    private func describe(_ input: DescribeKeyRequest) throws -> DescribeKeyResponse {
        DescribeKeyResponse(
            keyMetadata: KeyMetadata(
                keyId: "k", arn: "arn:aws:kms:us-east-1:123456789012:key/k", keyState: .enabled))
    }
}
