import Essentials
import ServiceKit

/// A message in the form of RFC 5322 and MIME, dots doubled as SMTP wants them.
///
/// Nothing that a caller has given can begin a header field or end the message: what is not plain ASCII stands in
/// encoded words (RFC 2047), and the text is encoded where a line of it could not be sent as it is.
struct MailText {
    let bytes: [UInt8]

    /// Of a line, in bytes (RFC 5322 section 2.1.1).
    private static let lineLimit = 998

    init(_ message: OutboundMail, from sender: String, at time: Timestamp) {
        let domain = sender.split(separator: "@").last ?? "localhost"
        let name = Self.phrase(message.senderName)
        var lines = [
            "From: " + (name.isEmpty ? "<\(sender)>" : "\(name) <\(sender)>"), "To: <\(message.recipient)>",
            "Subject: \(Self.words(message.subject))",
            "Date: \(HTTPDate.render(time).replacing("GMT", with: "+0000"))",
            "Message-ID: <\(Self.plain(message.messageID))@\(domain)>", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=UTF-8",
        ]
        lines += message.headers.map { "\($0.name): \(Self.plain($0.value))" }
        let content = message.text.replacing("\r\n", with: "\n").split(
            separator: "\n", omittingEmptySubsequences: false)
        if content.allSatisfy(Self.isPlain) {
            lines += ["Content-Transfer-Encoding: 7bit", ""]
            lines += content.map { $0.hasPrefix(".") ? ".\($0)" : String($0) }
        } else {
            lines += ["Content-Transfer-Encoding: base64", ""]
            lines += Self.encoded(content.joined(separator: "\r\n"))
        }
        bytes = Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    private static func isPlain(_ line: Substring) -> Bool {
        line.utf8.count < lineLimit && line.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
    }

    private static func encoded(_ text: String) -> [String] {
        var rest = Base64.encode(Array(text.utf8))[...]
        var lines: [String] = []
        while !rest.isEmpty {
            lines.append(String(rest.prefix(76)))
            rest = rest.dropFirst(76)
        }
        return lines
    }

    /// Printable ASCII without the rest.
    private static func plain(_ text: String) -> String {
        String(decoding: text.utf8.filter { (0x21...0x7E).contains($0) }, as: UTF8.self)
    }

    /// A display name.
    private static func phrase(_ name: String) -> String {
        guard name.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return words(name) }
        guard !name.isEmpty else { return "" }
        return "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// Text as it is where it is printable ASCII, else in encoded words, one to a line.
    private static func words(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) || text.contains("=?") else { return text }
        var words: [String] = []
        var part: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if part.count + bytes.count > 39 {
                words.append("=?UTF-8?B?\(Base64.encode(part))?=")
                part = []
            }
            part += bytes
        }
        words.append("=?UTF-8?B?\(Base64.encode(part))?=")
        return words.joined(separator: "\r\n ")
    }
}
