import Essentials
import HTTPMessage

/// Signs requests for one set of credentials, region and service.
public struct Signer: Sendable {
    private let credentials: Credentials
    private let region: String
    private let service: String
    private let keys = SigningKeyCache(capacity: 1)

    public init(credentials: Credentials, region: String, service: String) {
        (self.credentials, self.region, self.service) = (credentials, region, service)
    }

    /// Adds `x-amz-date`, `x-amz-security-token` and `authorization` (and `x-amz-content-sha256` for S3).
    /// The head must carry `host`; earlier signatures are replaced.
    public func sign(_ head: inout HTTPRequestHead, body: [UInt8], at now: Timestamp) throws(AuthenticationError) {
    }

    /// Makes the target a presigned one, good for `lifetime`: 1 second to 7 days.
    public func presign(
        _ head: inout HTTPRequestHead, body: [UInt8] = [], lifetime: TimeSpan, at now: Timestamp
    ) throws(AuthenticationError) {
    }
}
