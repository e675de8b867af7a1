import HTTPMessage
import NIOHTTP1

/// Turns what the parser found into the pipeline's head, refusing what RFC 9112 leaves ambiguous.
struct RequestHeadReader {
    let limits: HTTPLimits

    /// A head and what its framing says.
    struct Reading {
        var head: HTTPMessage.HTTPRequestHead
        /// Nil for a chunked body.
        var declaredLength: Int?
        var expectsContinue: Bool
        var keepsAlive: Bool
        /// HTTP/1.0 has neither chunks nor persistent connections by default.
        var isHTTP10: Bool
    }

    func read(_ received: NIOHTTP1.HTTPRequestHead, on connection: ConnectionInfo) throws(HTTPRefusal) -> Reading {
        guard received.uri.utf8.count <= limits.targetBytes else { throw .headersTooLarge }
        let headers = try headers(of: received)
        var reading = Reading(
            head: HTTPMessage.HTTPRequestHead(
                method: received.method.rawValue, target: "", headers: headers, connection: connection),
            declaredLength: 0, expectsContinue: false, keepsAlive: received.isKeepAlive,
            isHTTP10: received.version.minor == 0)
        var host: String?
        if headers["content-length"] != nil, headers["transfer-encoding"] != nil { throw .malformed }
        for field in headers.fields {
            switch field.name {
            case "host":
                // Two hosts are the classic way to make two readers disagree (RFC 9112 §3.2).
                if host != nil { throw .malformed }
                host = field.value
            case "content-length":
                guard let length = Self.length(field.value) else { throw .malformed }
                reading.declaredLength = length
            case "transfer-encoding":
                guard field.value.lowercased() == "chunked", !reading.isHTTP10 else { throw .malformed }
                reading.declaredLength = nil
            case "expect":
                reading.expectsContinue = !reading.isHTTP10 && field.value.lowercased() == "100-continue"
            case "upgrade":
                // After an offer to upgrade the parser stops at the end of this request.
                reading.keepsAlive = false
            default: break
            }
        }
        if host == nil, !reading.isHTTP10 { throw .malformed }
        reading.head.target = try Self.target(received, host: host)
        return reading
    }

    private func headers(of received: NIOHTTP1.HTTPRequestHead) throws(HTTPRefusal) -> HTTPMessage.HTTPHeaders {
        var headers = HTTPMessage.HTTPHeaders()
        headers.reserveCapacity(received.headers.count)
        var bytes = 0
        for (name, value) in received.headers {
            bytes += name.utf8.count + value.utf8.count
            headers.add(name, Self.trimmingEnd(value))
        }
        guard bytes <= limits.headerBytes, headers.fields.count <= limits.headerFields else { throw .headersTooLarge }
        return headers
    }

    /// The parser leaves white space at the end of a value.
    private static func trimmingEnd(_ value: String) -> String {
        guard let last = value.utf8.last, last == 0x20 || last == 0x09 else { return value }
        return String(value[...(value.lastIndex { $0 != " " && $0 != "\t" } ?? value.startIndex)])
    }

    private static func length(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    /// The path and query. An absolute-form target (RFC 9112 §3.2.2) must name the same host as the header does,
    /// because a signature covers the header alone.
    private static func target(_ received: NIOHTTP1.HTTPRequestHead, host: String?) throws(HTTPRefusal) -> String {
        let target = received.uri
        guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .malformed }
        if target.utf8.first == UInt8(ascii: "/") { return target }
        if target == "*", received.method == .OPTIONS { return target }
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
