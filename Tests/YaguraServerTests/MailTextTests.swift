import Essentials
import ServiceKit
import Testing

@testable import YaguraServer

struct MailTextTests {
    private func text(_ mail: OutboundMail) -> String {
        String(
            decoding: MailText(mail, from: "alerts@example.com", at: Timestamp(seconds: 1_700_000_000)).bytes,
            as: UTF8.self)
    }

    private func mail(_ text: String, subject: String = "s", name: String = "") -> OutboundMail {
        OutboundMail(recipient: "ops@example.com", senderName: name, subject: subject, text: text, messageID: "id")
    }

    @Test func plainTextStaysPlain() {
        let expected = [
            "From: <alerts@example.com>", "To: <ops@example.com>", "Subject: s",
            "Date: Tue, 14 Nov 2023 22:13:20 +0000", "Message-ID: <id@example.com>", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 7bit", "", "a", "..", "...b", "",
        ]
        #expect(text(mail("a\n.\n..b")) == expected.joined(separator: "\r\n"))
    }

    @Test(arguments: ["s\r\nBcc: x@example.com", "s\nx", "\u{0}", "ä", "=?UTF-8?Q?x?="])
    func subjectCannotLeaveItsLine(subject: String) {
        let lines = text(mail("m", subject: subject)).split(separator: "\r\n")
        #expect(lines.contains { $0.hasPrefix("Subject: =?UTF-8?B?") })
        #expect(!lines.contains { $0.hasPrefix("Bcc") })
    }

    @Test func longSubjectIsFolded() {
        let lines = text(mail("m", subject: String(repeating: "ä", count: 90))).components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
    }

    @Test(arguments: ["ä", "a\rb", String(repeating: "x", count: 998), "a\u{7F}"])
    func whatNoLineCanHoldIsEncoded(content: String) {
        let lines = text(mail(content)).components(separatedBy: "\r\n")
        #expect(lines.contains("Content-Transfer-Encoding: base64"))
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(!lines.joined().contains("\r"))
    }

    @Test func nameIsQuoted() {
        #expect(text(mail("m", name: #"a"b\c"#)).hasPrefix(#"From: "a\"b\\c" <alerts@example.com>"#))
        #expect(text(mail("m", name: "Wächter")).hasPrefix("From: =?UTF-8?B?V8OkY2h0ZXI=?= <alerts@example.com>"))
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
