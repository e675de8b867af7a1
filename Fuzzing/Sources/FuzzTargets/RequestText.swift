import HTTPMessage

/// A request as text: `METHOD TARGET`, a line for each header field, an empty line, the body. Lines end in a line feed.
///
/// Names of fields are tokens (RFC 9110 section 5.6.2): no HTTP parser lets others through.
struct RequestText {
    var head: HTTPRequestHead
    var body: [UInt8]

    init(head: HTTPRequestHead, body: [UInt8]) { (self.head, self.body) = (head, body) }

    /// Nil where the text has no such form or is not UTF-8.
    init?(_ text: [UInt8]) {
        var rest = text[...]
        func line() -> String? {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[line.endIndex...].dropFirst()
            return String(validating: line, as: UTF8.self)
        }
        guard let first = line()?.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1), first.count == 2 else {
            return nil
        }
        head = HTTPRequestHead(
            method: String(Substring(first[0])), target: String(Substring(first[1])), headers: HTTPHeaders(),
            connection: ConnectionInfo(peerAddress: "192.0.2.1"))
        while let field = line(), !field.isEmpty {
            let name = field.utf8.prefix { $0 != UInt8(ascii: ":") }
            guard !name.isEmpty, name.allSatisfy(Self.isTokenByte) else { return nil }
            let value = field.utf8.dropFirst(name.count + 1).drop { $0 == 0x20 || $0 == 0x09 }
            head.headers.add(String(Substring(name)), String(Substring(value)))
        }
        body = Array(rest)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    var bytes: [UInt8] {
        let fields = head.headers.fields.map { "\($0.name): \($0.value)\n" }.joined()
        return Array("\(head.method) \(head.target)\n\(fields)\n".utf8) + body
    }
}
