import AWSProtocols
import Essentials
import HTTPMessage
import Logging
import SigV4
import Store

/// The path of one call. Every call of every service walks this one list of steps.
public struct Pipeline: HTTPHandler {
    let services: ServiceDirectory
    let identity: any IdentityProvider
    let authorizer: Authorizer
    private(set) var auditor: Auditor
    let limiter: RequestLimiter?
    let store: any Store
    let verifier: SignatureVerifier
    let time: any TimeSource
    let random: any RandomSource
    let metrics: CallMetrics
    let logger: Logger
    let bucketHosts: BucketHosts
    let roles = ServiceRoles()

    public init(
        services: [any Service], identity: any IdentityProvider,
        guardrails: any GuardrailProvider = NoGuardrails(),
        messages: any AuthorizationMessageSealing = NoAuthorizationMessages(), store: any Store,
        auditDurability: JournalDurability = .flushed, limiter: RequestLimiter? = nil,
        bucketHosts: BucketHosts = BucketHosts(),
        time: any TimeSource = SystemTime(),
        random: any RandomSource = SystemRandom(), metrics: CallMetrics, logger: Logger
    ) {
        self.services = ServiceDirectory(services)
        self.identity = identity
        authorizer = Authorizer(identity: identity, guardrails: guardrails, messages: messages)
        auditor = Auditor(random: random, durability: auditDurability)
        self.limiter = limiter
        self.bucketHosts = bucketHosts
        self.store = store
        verifier = SignatureVerifier()
        self.time = time
        self.random = random
        self.metrics = metrics
        self.logger = logger
    }

    /// The pipeline as it would be if it kept no records. Not for a server that anybody uses: no setting leads here.
    package var withoutAuditing: Pipeline {
        var pipeline = self
        pipeline.auditor.isAuditing = false
        return pipeline
    }

    public func respond(to request: HTTPRequest) async -> HTTPResponse {
        let started = ContinuousClock.now
        var call = Call(request.head, body: request.body, requestID: random.uuid(), receivedAt: time.now())
        var response: HTTPResponse
        do {
            try identify(&call)
            if call.isPreflight { return try await answerPreflight(call) }
            try await readForm(&call)
            try await authenticate(&call)
            try decode(&call)
            try throttle(call)
            try await authorise(&call)
            try await operate(&call)
            try await record(&call)
            response = try encode(call)
            count(call, outcome: "OK", since: started)
        } catch {
            response = await refuse(call, error, since: started)
        }
        await decorate(&response, for: call)
        return response
    }
}

extension Pipeline {
    /// What a request body may weigh. The largest input of the services built so far is a policy of 128 KiB.
    private static let bodyLimit = 1 << 20

    /// A batch of log events is of 1 MiB before JSON puts names and escapes around it.
    private static let logBatchLimit = 8 << 20
    /// A thousand keys to delete, or the ten thousand parts of an upload, at their longest in XML.
    private static let listLimit = 8 << 20

    public func bodyHandling(for head: HTTPRequestHead) -> BodyHandling {
        if head.headers["x-amz-target"]?.hasSuffix(".PutLogEvents") == true {
            return .collect(limit: Self.logBatchLimit)
        }
        guard let address = ObjectAddress(head, hosts: bucketHosts) else { return .collect(limit: Self.bodyLimit) }
        if address.isUpload(head) { return .stream }
        guard let model = try? ServiceModel.load(.s3),
            let operation = try? model.operation(for: head, at: address).operation
        else { return .collect(limit: Self.bodyLimit) }
        if model.takesStream(operation) { return .stream }
        let isList = operation.name == "DeleteObjects" || operation.name == "CompleteMultipartUpload"
        return .collect(limit: isList ? Self.listLimit : Self.bodyLimit)
    }

    public func refusal(_ refusal: HTTPRefusal, of head: HTTPRequestHead) -> HTTPResponse {
        guard let address = ObjectAddress(head, hosts: bucketHosts), let model = try? ServiceModel.load(.s3) else {
            return self.refusal(refusal)
        }
        let error: AWSError =
            switch refusal {
            case .bodyTooLarge: .requestEntityTooLarge
            case .overloaded: .throttling
            case .timedOut: .requestTimeout
            case .headersTooLarge, .malformed: .invalidRequest("The request is not well-formed HTTP.")
            }
        return encode(error, model: model, wire: .restXml, requestID: random.uuid(), resource: address.path)
    }

    public func refusal(_ refusal: HTTPRefusal) -> HTTPResponse {
        let error: AWSError
        switch refusal {
        case .bodyTooLarge: error = .requestEntityTooLarge
        case .headersTooLarge:
            error = AWSError(code: "RequestHeaderSectionTooLarge", "The request headers are too large.", status: 431)
        case .malformed: error = AWSError(code: "BadRequest", "The request is not well-formed HTTP.", status: 400)
        case .overloaded: error = .serviceUnavailable
        case .timedOut: error = AWSError(code: "RequestTimeout", "The request took too long to arrive.", status: 408)
        }
        return encode(error, model: nil, wire: .json, requestID: random.uuid())
    }

    func count(_ call: Call, outcome: String, since started: ContinuousClock.Instant) {
        let elapsed = (ContinuousClock.now - started).components
        metrics.record(
            service: call.serviceName, operation: call.operationName, outcome: outcome,
            microseconds: UInt64(elapsed.seconds) * 1_000_000 + UInt64(elapsed.attoseconds / 1_000_000_000_000))
    }
}
