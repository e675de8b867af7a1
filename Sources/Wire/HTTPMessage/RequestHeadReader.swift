/// Turns what an HTTP parser found into the pipeline's head, refusing what RFC 9112 leaves ambiguous.
///
/// Give it the fields as they come, then `finish`.
public struct RequestHeadReader {
    /// How much of a head is taken.
    public struct Limits: Sendable, Hashable {
        /// Bytes of all header names and values of one request.
        public var headerBytes = 32 * 1024
        public var headerFields = 100
        /// Bytes of the request target; presigned URLs carry whole session tokens.
        public var targetBytes = 16 * 1024

        public init() {}
    }

    /// What a parser has to say of the first line and the connection.
    public struct Line: Sendable {
        public var method: String
        public var target: String
        public var isHTTP10: Bool
        public var keepsAlive: Bool

        public init(method: String, target: String, isHTTP10: Bool, keepsAlive: Bool) {
            (self.method, self.target) = (method, target)
            (self.isHTTP10, self.keepsAlive) = (isHTTP10, keepsAlive)
        }
    }

    /// A head and what its framing says.
    public struct Reading: Sendable {
        public var head: HTTPRequestHead
        /// Nil for a chunked body.
        public var declaredLength: Int?
        public var expectsContinue: Bool
        public var keepsAlive: Bool
        /// HTTP/1.0 has neither chunks nor persistent connections by default.
        public var isHTTP10: Bool
    }

    private let limits: Limits
    private var headers = HTTPHeaders()
    private var headerBytes = 0

    public init(limits: Limits, fieldCount: Int) {
        self.limits = limits
        headers.reserveCapacity(fieldCount)
    }

    public mutating func add(_ name: String, _ value: String) {
        headerBytes += name.utf8.count + value.utf8.count
        headers.add(name, Self.trimmingEnd(value))
    }

    public func finish(_ line: Line, on connection: ConnectionInfo) throws(HTTPRefusal) -> Reading {
        guard line.target.utf8.count <= limits.targetBytes, headerBytes <= limits.headerBytes,
            headers.fields.count <= limits.headerFields
        else { throw .headersTooLarge }
        var reading = Reading(
            head: HTTPRequestHead(method: line.method, target: "", headers: headers, connection: connection),
            declaredLength: 0, expectsContinue: false, keepsAlive: line.keepsAlive, isHTTP10: line.isHTTP10)
        // Two hosts, or two ends of one body, are the classic ways to make two readers disagree (RFC 9112 §3.2, §6.3).
        var (host, isFramed): (String?, Bool) = (nil, false)
        for field in headers.fields {
            switch field.name {
            case "host":
                if host != nil { throw .malformed }
                host = field.value
            case "content-length", "transfer-encoding":
                if isFramed { throw .malformed }
                isFramed = true
                try reading.frame(field)
            case "expect": reading.expectsContinue = !line.isHTTP10 && field.value.lowercased() == "100-continue"
            // After an offer to upgrade the parser stops at the end of this request.
            case "upgrade": reading.keepsAlive = false
            default: break
            }
        }
        if host == nil, !line.isHTTP10 { throw .malformed }
        reading.head.target = try Self.target(line, host: host)
        return reading
    }

    /// Parsers leave white space at the end of a value.
    private static func trimmingEnd(_ value: String) -> String {
        guard let last = value.utf8.last, last == 0x20 || last == 0x09 else { return value }
        return String(value[...(value.lastIndex { $0 != " " && $0 != "\t" } ?? value.startIndex)])
    }

    /// The path and query. An absolute-form target (RFC 9112 §3.2.2) must name the same host as the header does,
    /// because a signature covers the header alone.
    private static func target(_ line: Line, host: String?) throws(HTTPRefusal) -> String {
        let target = line.target
        guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .malformed }
        if target.utf8.first == UInt8(ascii: "/") { return target }
        if target == "*", line.method == "OPTIONS" { return target }
        guard let scheme = ["http://", "https://"].first(where: { target.lowercased().hasPrefix($0) }) else {
            throw .malformed
        }
        let rest = target.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard authority.lowercased() == host?.lowercased() else { throw .malformed }
        let path = rest.dropFirst(authority.count)
        return path.hasPrefix("/") ? String(path) : "/" + path
    }
}

extension RequestHeadReader.Reading {
    /// Takes in what a field says of where the body ends.
    fileprivate mutating func frame(_ field: HTTPHeaders.Field) throws(HTTPRefusal) {
        if field.name == "content-length" {
            guard let length = Self.length(field.value) else { throw .malformed }
            declaredLength = length
        } else {
            guard field.value.lowercased() == "chunked", !isHTTP10 else { throw .malformed }
            declaredLength = nil
        }
    }

    private static func length(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
