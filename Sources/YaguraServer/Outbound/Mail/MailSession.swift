import Essentials
import NIOCore
import NIOSSL
import ServiceKit

/// One conversation with a relay (RFC 5321), one message long.
struct MailSession {
    let channel: any Channel
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var replies: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var buffer: [UInt8] = []

    /// Of one reply altogether: relays say little.
    private static let replyLimit = 16_384

    init(
        channel: any Channel, inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.channel = channel
        self.outbound = outbound
        replies = inbound.makeAsyncIterator()
    }

    static func handler(_ context: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }

    /// Everything that comes before the first message. A relay that does not let this through may do so later.
    mutating func open(_ relay: MailRelaySetting, password: String?, tls: NIOSSLContext?) async throws {
        try await expect([220], after: "the connection", isFinal: false)
        try await greet()
        if relay.security == .startTLS, let tls {
            try await send("STARTTLS", expecting: [220], isFinal: false)
            // What came before the handshake was not the relay's to say.
            guard buffer.isEmpty else { throw MailError.unavailable(reason: "words before the TLS handshake") }
            try await secure(tls, host: relay.address.host)
            try await greet()
        }
        if let user = relay.user, let password {
            // RFC 4616.
            let secret = Base64.encode([0] + Array(user.utf8) + [0] + Array(password.utf8))
            try await send("AUTH PLAIN \(secret)", named: "AUTH", expecting: [235], isFinal: false)
        }
    }

    mutating func deliver(_ text: [UInt8], from sender: String, to recipient: String) async throws {
        try await send("MAIL FROM:<\(sender)>", expecting: [250])
        try await send("RCPT TO:<\(recipient)>", expecting: [250, 251])
        try await send("DATA", expecting: [354])
        try await outbound.write(ByteBuffer(bytes: text + Array(".\r\n".utf8)))
        try await expect([250], after: "the message")
        // The message is the relay's now, whatever it says to this.
        try? await outbound.write(ByteBuffer(string: "QUIT\r\n"))
    }

    private mutating func greet() async throws {
        try await send("EHLO localhost", expecting: [250], isFinal: false)
    }

    private func secure(_ tls: NIOSSLContext, host: String) async throws {
        let channel = channel
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(Self.handler(tls, host: host), position: .first)
        }.get()
    }

    private mutating func send(
        _ command: String, named name: String? = nil, expecting codes: Set<Int>, isFinal: Bool = true
    ) async throws {
        try await outbound.write(ByteBuffer(string: command + "\r\n"))
        try await expect(codes, after: name ?? command, isFinal: isFinal)
    }

    /// - Parameter isFinal: whether a reply of class 5 is about the message
    private mutating func expect(_ codes: Set<Int>, after command: String, isFinal: Bool = true) async throws {
        let (code, text) = try await reply()
        guard !codes.contains(code) else { return }
        let reason = "the relay answered \(code) \(text) to \(command)"
        throw isFinal && (500..<600).contains(code)
            ? MailError.refused(reason: reason) : MailError.unavailable(reason: reason)
    }

    /// A code and the last line's text (RFC 5321 section 4.2.1).
    private mutating func reply() async throws -> (code: Int, text: String) {
        var total = 0
        while true {
            let line = try await line()
            total += line.count
            guard total <= Self.replyLimit, line.count >= 3,
                let code = Int(String(decoding: line.prefix(3), as: UTF8.self)), (200..<600).contains(code)
            else { throw MailError.unavailable(reason: "what the relay says is not SMTP") }
            if line.count > 3, line[3] == UInt8(ascii: "-") { continue }
            return (code, String(decoding: line.dropFirst(4), as: UTF8.self))
        }
    }

    private mutating func line() async throws -> [UInt8] {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                var line = Array(buffer[..<end])
                if line.last == 0x0D { line.removeLast() }
                buffer.removeSubrange(...end)
                return line
            }
            guard buffer.count <= Self.replyLimit, let more = try await replies.next() else {
                throw MailError.unavailable(reason: "the relay hung up")
            }
            buffer += more.readableBytesView
        }
    }
}
