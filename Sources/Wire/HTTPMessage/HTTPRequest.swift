/// A request as it came over the wire: nothing decoded, nothing normalised, because signatures cover these bytes.
public struct HTTPRequest: Sendable {
    public var head: HTTPRequestHead
    public var body: HTTPBody

    public init(head: HTTPRequestHead, body: HTTPBody) {
        self.head = head
        self.body = body
    }
}

/// What is known of a request before its body arrives.
public struct HTTPRequestHead: Sendable {
    public var method: String
    /// The request target exactly as sent: path, and after the first `?` the query.
    public var target: String
    public var headers: HTTPHeaders
    public var connection: ConnectionInfo

    public init(method: String, target: String, headers: HTTPHeaders, connection: ConnectionInfo) {
        self.method = method
        self.target = target
        self.headers = headers
        self.connection = connection
    }

    /// The target up to the first `?`: the byte, since as a character it could hide in a combining sequence.
    public var path: Substring { target[..<(target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex)] }

    /// What follows the first `?`, or nil where there is none.
    public var query: Substring? {
        target.utf8.firstIndex(of: UInt8(ascii: "?")).map { target[target.utf8.index(after: $0)...] }
    }
}

/// What a request inherits from its connection.
public struct ConnectionInfo: Sendable, Equatable {
    /// The peer's address without its port, as text.
    public var peerAddress: String
    public var tls: TLSDetails?

    public init(peerAddress: String, tls: TLSDetails? = nil) {
        self.peerAddress = peerAddress
        self.tls = tls
    }
}

/// The negotiated TLS parameters, spelled as CloudTrail's `tlsDetails` spells them.
public struct TLSDetails: Sendable, Equatable {
    /// Such as `TLSv1.3`.
    public var version: String
    /// Such as `TLS_AES_128_GCM_SHA256`.
    public var cipherSuite: String

    public init(version: String, cipherSuite: String) {
        self.version = version
        self.cipherSuite = cipherSuite
    }
}

/// A message body: whole in memory, or arriving piece by piece under back-pressure.
public enum HTTPBody: Sendable {
    case bytes([UInt8])
    case stream(any AsyncSequence<[UInt8], any Error> & Sendable)

    public static let empty = HTTPBody.bytes([])
}
