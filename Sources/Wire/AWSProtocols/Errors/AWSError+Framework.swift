/// The framework's errors with their usual texts.
extension AWSError {
    public static func validation(_ message: String) -> AWSError { AWSError(.validation, message) }

    /// A body that does not decode. AWS gives no text for most malformed bodies, so `message` may be nil.
    public static func serialization(_ message: String?) -> AWSError { AWSError(.serialization, message) }

    /// A JSON request whose target names no operation: AWS answers the code without a text.
    public static let unknownOperation = AWSError(.unknownOperation, nil)

    /// A query request whose `Action` or `Version` names no operation.
    public static func unknownAction(_ action: String, version: String?) -> AWSError {
        AWSError(
            .unknownOperation, "Could not find operation \(action) for version \(version ?? "NO_VERSION_SPECIFIED")")
    }

    /// A query string or form that does not parse.
    /// Source: "Common Errors" in the IAM API reference.
    public static let malformedQueryString = AWSError(
        code: "MalformedQueryString", "The query string contains a syntax error.", status: 404)

    public static func accessDenied(_ message: String) -> AWSError { AWSError(.accessDenied, message) }

    public static let throttling = AWSError(.throttling, "Rate exceeded")

    public static let requestEntityTooLarge = AWSError(
        .requestEntityTooLarge, "The request entity is larger than the service accepts.")

    /// A failure of this program. What failed is for the log, never for the caller.
    public static let internalFailure = AWSError(
        .internalFailure, "The request processing has failed because of an unknown error, exception or failure.")

    public static let serviceUnavailable = AWSError(
        .serviceUnavailable, "The request has failed due to a temporary failure of the server.")

    /// An operation that the model has and this program does not.
    public static func notImplemented(_ operation: String) -> AWSError {
        AWSError(.notImplemented, "The operation \(operation) is not implemented.")
    }
}
