import HTTPMessage
import NIOCore
import NIOHTTP1

/// How a response's body is delimited (RFC 9112 §6).
enum ResponseFraming: Equatable {
    /// No body follows; the header may still tell how long it would be.
    case bodiless(length: Int?)
    case fixed(Int)
    case chunked
    /// The body ends with the connection.
    case untilClose

    init(_ response: HTTPResponse, to method: String, isHTTP10: Bool) {
        let declared = response.headers["content-length"].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 }
        switch response.body {
        case _ where response.status == 204 || response.status == 304:
            self = .bodiless(length: nil)
        case .bytes(let bytes):
            // An answer to HEAD tells the length of what GET would send, which the handler alone may know.
            self = method == "HEAD" ? .bodiless(length: declared ?? bytes.count) : .fixed(bytes.count)
        case .stream:
            if method == "HEAD" {
                self = .bodiless(length: declared)
            } else if let declared {
                self = .fixed(declared)
            } else {
                self = isHTTP10 ? .untilClose : .chunked
            }
        }
    }

    var contentLength: Int? {
        switch self {
        case .bodiless(let length): length
        case .fixed(let length): length
        case .chunked, .untilClose: nil
        }
    }
}

extension ByteBuffer {
    /// Writes the status line and header, up to and with the empty line.
    mutating func writeHead(
        of response: HTTPResponse, framing: ResponseFraming, closing: Bool, isHTTP10: Bool,
        date: @autoclosure () -> String
    ) {
        let status = HTTPResponseStatus(statusCode: response.status)
        writeStaticString("HTTP/1.1 ")
        writeString("\(status.code)")
        writeStaticString(" ")
        writeString(status.reasonPhrase)
        writeStaticString("\r\n")
        var hasDate = false
        for field in response.headers.fields {
            switch field.name {
            case "content-length", "transfer-encoding", "connection": continue
            case "date": hasDate = true
            default: break
            }
            writeField(field)
        }
        if !hasDate { writeField("date", date()) }
        if let length = framing.contentLength { writeField("content-length", "\(length)") }
        if framing == .chunked { writeStaticString("transfer-encoding: chunked\r\n") }
        if closing {
            writeStaticString("connection: close\r\n")
        } else if isHTTP10 {
            writeStaticString("connection: keep-alive\r\n")
        }
        writeStaticString("\r\n")
    }

    /// Leaves out a field whose name is no token; a value's control characters become spaces, so that nothing that a
    /// handler echoes can end a line.
    private mutating func writeField(_ field: HTTPMessage.HTTPHeaders.Field) {
        let isToken = field.name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
        guard isToken, !field.name.isEmpty else { return }
        if field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) {
            writeField(field.name, field.value)
        } else {
            let bytes = field.value.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
            writeField(field.name, String(decoding: bytes, as: UTF8.self))
        }
    }

    private mutating func writeField(_ name: String, _ value: String) {
        writeString(name)
        writeStaticString(": ")
        writeString(value)
        writeStaticString("\r\n")
    }

    /// One chunk (RFC 9112 §7.1). An empty one would end the body, so it is not written.
    mutating func writeChunk(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        writeString(String(bytes.count, radix: 16))
        writeStaticString("\r\n")
        writeBytes(bytes)
        writeStaticString("\r\n")
    }
}
