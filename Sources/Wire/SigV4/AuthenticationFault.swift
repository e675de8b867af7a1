/// How a service spells its errors.
public enum ErrorDialect: Sendable, CaseIterable {
    /// awsJson1_0 and awsJson1_1, such as KMS.
    case json
    /// restJson1, such as GuardDuty.
    case restJSON
    /// awsQuery, such as IAM and STS.
    case query
    case s3
}

/// An ``AuthenticationError`` as one dialect tells it.
public struct AuthenticationFault: Sendable, Equatable {
    /// Such as `InvalidSignatureException`.
    public let code: String
    /// The HTTP status.
    public let status: Int
    public let message: String
    /// The server's calculation, which AWS appends to the message for the client. Not for logs or audit records.
    public let explanation: String?

    init(_ code: String, _ status: Int, _ message: String, explanation: String? = nil) {
        (self.code, self.status, self.message, self.explanation) = (code, status, message, explanation)
    }
}
