import AWSProtocols
import IAMModel
import PolicyEngine

/// A policy document as a caller sent it.
struct PolicyText {
    let text: String

    init(_ text: String) { self.text = text }

    /// Throws MalformedPolicyDocument unless it is a policy of that kind.
    func require(_ kind: PolicyKind, from version: PolicyEngine.PolicyVersion = .v2008) throws(AWSError) {
        if let first = text.unicodeScalars.first, first.properties.isWhitespace {
            throw Self.malformed("JSON strings must not have leading spaces")
        }
        do throws(PolicyError) {
            _ = try PolicyEngine.Policy(
                parsing: text, as: kind, limits: PolicyLimits(minimumVersion: version, partition: "aws"))
        } catch { throw Self.malformed(Self.message(of: error, as: kind)) }
    }

    private static func malformed(_ message: String) -> AWSError {
        AWSError(IAMErrorCode.malformedPolicyDocumentException, message)
    }

    /// IAM reads trust policies by a parser of their own, which has its own words for what is not JSON.
    private static func message(of error: PolicyError, as kind: PolicyKind) -> String {
        if case .invalidJSON = error, kind == .trust { return "This policy contains invalid Json" }
        return error.message
    }

    /// A managed policy: of today's language version, and within its quota.
    func requireManaged() throws(AWSError) {
        try require(.identity, from: .v2012)
        guard size <= IAMQuotas.managedPolicySize else {
            throw .quotaExceeded("PolicySize", IAMQuotas.managedPolicySize)
        }
    }

    /// In characters, without white space, which quotas do not count.
    var size: Int { text.unicodeScalars.count { !$0.properties.isWhitespace } }

    /// As IAM answers documents: percent-encoded after RFC 3986.
    var encoded: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 2)
        for byte in text.utf8 {
            if Self.isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// RFC 3986 section 2.3.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
