import AWSProtocols
import HTTPMessage

/// A request that a web page of another origin makes, or asks whether it may make.
///
/// Source: Amazon S3 user guide, "Using cross-origin resource sharing (CORS)"; the Fetch standard, "CORS protocol".
public struct CrossOriginRequest: Sendable, Equatable {
    public var bucket: String
    /// As in `Origin`.
    public var origin: String
    /// What is to be done, such as `PUT`.
    public var method: String
    /// The header fields that are to be sent, in lower case.
    public var headers: [String]

    public init(bucket: String, origin: String, method: String, headers: [String] = []) {
        (self.bucket, self.origin, self.method, self.headers) = (bucket, origin, method, headers)
    }
}

/// Knows which origins a bucket lets in. Answers nothing else of the bucket: nobody has signed these requests.
public protocol CrossOriginAnswering: Sendable {
    /// The `access-control-…` fields of the answer; nil where the bucket's configuration does not let the origin in.
    /// - Parameter isPreflight: whether the request itself is still to come.
    func allowance(for request: CrossOriginRequest, isPreflight: Bool) async throws -> HTTPHeaders?
}
