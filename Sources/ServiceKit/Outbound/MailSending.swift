/// Hands mail over to the operator's relay, on behalf of a service.
public protocol MailSending: Sendable {
    /// Whether there is a relay.
    var isConfigured: Bool { get }
    /// Whom mail comes from, such as `no-reply@example.com`.
    var sender: String { get }
    /// Returns once the relay has taken the message over.
    func send(_ message: OutboundMail) async throws(MailError)
}

/// One message to one address.
public struct OutboundMail: Sendable {
    /// An address as RFC 5321 spells it, without angle brackets.
    public var recipient: String
    /// Shown beside the sender's address; empty for the address alone.
    public var senderName: String
    public var subject: String
    /// Plain text, its lines ended by LF.
    public var text: String
    public var messageID: String
    /// Further header fields, such as `List-Unsubscribe`. Values are ASCII.
    public var headers: [(name: String, value: String)]

    public init(
        recipient: String, senderName: String = "", subject: String, text: String, messageID: String,
        headers: [(name: String, value: String)] = []
    ) {
        self.recipient = recipient
        self.senderName = senderName
        self.subject = subject
        self.text = text
        self.messageID = messageID
        self.headers = headers
    }
}

/// Why a message was not handed over. The reasons are for the log.
public enum MailError: Error, Sendable, Hashable {
    /// The relay will never take this message: a reply of class 5, or an address that cannot be spelled.
    case refused(reason: String)
    /// Nobody answered, or the relay asks to try again.
    case unavailable(reason: String)
}

/// Where no mail can be sent.
public struct NoMail: MailSending {
    public init() {}
    public let isConfigured = false
    public let sender = ""

    public func send(_ message: OutboundMail) async throws(MailError) {
        throw .refused(reason: "no mail relay is configured")
    }
}
