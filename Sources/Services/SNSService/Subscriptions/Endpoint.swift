import AWSProtocols
import SNSModel

/// Where a subscription's messages go.
struct Endpoint: Codable, Hashable, Sendable {
    /// What this server can deliver by.
    enum `Protocol`: String, Codable, Sendable {
        case http
        case https
        case email
        case emailJSON = "email-json"

        var isMail: Bool { self == .email || self == .emailJSON }
    }

    let `protocol`: `Protocol`
    /// A URL or an address.
    let text: String

    private static let notThere: Set<String> = ["sqs", "lambda", "firehose", "sms", "application"]

    /// Throws InvalidParameter for a protocol that is none or that there is no service for, and for an endpoint that is
    /// not of the protocol's form.
    init(_ name: String, _ text: String?) throws(AWSError) {
        guard let kind = Protocol(rawValue: name) else {
            throw .invalidParameter(
                Self.notThere.contains(name)
                    ? "Protocol Reason: Delivery by \(name) is not supported" : "Invalid protocol type: \(name)")
        }
        guard let text, !text.isEmpty else { throw .invalidParameter("Endpoint") }
        if kind.isMail {
            guard Self.isMailAddress(text) else { throw .invalidParameter("Email address") }
        } else {
            guard text.hasPrefix("\(kind.rawValue)://") else {
                throw .invalidParameter("Endpoint must match the specified protocol")
            }
            guard EndpointURL(text) != nil else { throw .invalidParameter("Unreachable Endpoint") }
        }
        self.protocol = kind
        self.text = text
    }

    /// A local part and a domain, of what needs no quoting (RFC 5321 section 4.1.2), so that the address can stand in
    /// commands and header fields as it is.
    private static func isMailAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else { return false }
        let isLocal = parts[0].utf8.allSatisfy { $0.isAddressByte || "!#$%&'*+/=?^`{|}~.".utf8.contains($0) }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return isLocal && !parts[0].hasPrefix(".") && !parts[0].hasSuffix(".") && !parts[0].contains("..")
            && labels.allSatisfy { !$0.isEmpty && $0.utf8.count <= 63 && $0.utf8.allSatisfy(\.isAddressByte) }
    }
}

extension UInt8 {
    fileprivate var isAddressByte: Bool { isLabelByte }
}
