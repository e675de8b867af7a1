import HTTPMessage

/// What a server may be told. The standing values suit a service that anyone may reach.
public struct HTTPServerConfiguration: Sendable {
    public var address: ServerAddress
    /// Nil serves plain HTTP.
    public var tls: TLSIdentity?
    public var limits = HTTPLimits()
    public var timeouts = HTTPTimeouts()
    /// How many threads carry connections. Nil means one a core.
    public var eventLoops: Int?

    public init(address: ServerAddress, tls: TLSIdentity? = nil) {
        self.address = address
        self.tls = tls
    }
}

/// How much a peer may make the server hold.
public struct HTTPLimits: Sendable, Hashable {
    public var head = RequestHeadReader.Limits()
    /// Past this number new connections wait unaccepted.
    public var connections = 10_000
    /// Bytes of request bodies that are collected in memory, over all connections.
    public var collectedBytes = 256 << 20
    /// An unread request body up to this length is read away so that the connection can be kept.
    public var discardedBodyBytes = 64 * 1024

    public init() {}
}

/// How long a peer may take.
public struct HTTPTimeouts: Sendable, Hashable {
    /// From connecting, or from the first byte of a later request, to the end of its header.
    public var header = Duration.seconds(20)
    /// For a whole collected body, and for every 16 KiB of a streamed body.
    public var body = Duration.seconds(60)
    /// For a peer to take more of a streamed response.
    public var write = Duration.seconds(60)
    /// Between two requests.
    public var idle = Duration.seconds(75)
    /// Between the last response and the peer's own close.
    public var linger = Duration.seconds(2)

    public init() {}
}
