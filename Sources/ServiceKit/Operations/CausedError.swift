import AWSProtocols

/// What a caller is told of a failure, and what of it is for the log alone.
public struct CausedError: Error {
    public let error: AWSError
    public let cause: any Error

    public init(_ error: AWSError, cause: any Error) {
        self.error = error
        self.cause = cause
    }
}
