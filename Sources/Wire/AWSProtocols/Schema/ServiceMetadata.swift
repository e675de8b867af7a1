/// What a service model says of the service as a whole.
public struct ServiceMetadata: Sendable {
    public let wire: WireProtocol
    /// Such as `2014-11-01`; the `Version` of query requests.
    public let apiVersion: String
    /// What precedes the dot in `X-Amz-Target`, such as `TrentService`.
    public let targetPrefix: String?
    /// `1.0` or `1.1`, of the JSON protocol.
    public let jsonVersion: String?
    /// Of query and REST XML responses.
    public let xmlNamespace: String?
    /// The service name in the credential scope.
    public let signingName: String
    public let endpointPrefix: String
    /// Such as `EventBridge`.
    public let displayName: String
    /// Whether errors also go out as `x-amzn-query-error`.
    public let isQueryCompatible: Bool
}
