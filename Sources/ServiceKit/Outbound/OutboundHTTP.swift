/// Calls other servers over HTTP, with TLS unless asked otherwise, on behalf of a service.
public protocol OutboundHTTP: Sendable {
    /// Sends one request and reads the whole answer. Follows no redirects and tries once.
    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse

    /// Whether the operator has said where this DNS name is, whatever DNS says.
    func isRouted(_ host: String) -> Bool
}

extension OutboundHTTP {
    public func isRouted(_ host: String) -> Bool { false }
}

public struct OutboundRequest: Sendable {
    public enum Scheme: String, Sendable {
        case http
        case https
    }

    public var scheme: Scheme
    public var method: String
    /// A DNS name, which the server's certificate must be for; an address only where the operator allows it.
    public var host: String
    public var port: Int
    /// Path and query, exactly as they are to be sent.
    public var target: String
    /// Without `host` and `content-length`.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// From the start of the connection to the last byte of the answer.
    public var timeout: Duration
    /// How many bytes the answer's body may have.
    public var responseLimit: Int

    public init(
        _ scheme: Scheme = .https, method: String, host: String, port: Int? = nil, target: String,
        headers: [(name: String, value: String)] = [], body: [UInt8] = [], timeout: Duration,
        responseLimit: Int = 65_536
    ) {
        self.scheme = scheme
        self.method = method
        self.host = host
        self.port = port ?? (scheme == .https ? 443 : 80)
        self.target = target
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.responseLimit = responseLimit
    }
}

public struct OutboundResponse: Sendable {
    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why there is no answer. The reasons are for the log.
public enum OutboundError: Error, Sendable, Hashable {
    /// No such host, or nothing that listens there.
    case unreachable(reason: String)
    /// TLS failed: a certificate that is not trusted, or is for another name.
    case untrusted(reason: String)
    case timedOut
    case responseTooLarge
    /// Whatever else broke the exchange.
    case failed(reason: String)
}

/// Where nothing may be called.
public struct NoOutboundHTTP: OutboundHTTP {
    public init() {}

    public func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        throw .unreachable(reason: "calls to other servers are not configured")
    }
}
