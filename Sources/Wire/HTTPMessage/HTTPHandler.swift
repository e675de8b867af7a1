/// Answers requests, whatever server carries them.
public protocol HTTPHandler: Sendable {
    /// Decides from the head alone how the body is to be taken. Called before any of it is read.
    func bodyHandling(for head: HTTPRequestHead) -> BodyHandling
    /// Answers one request. Runs on the connection's event loop: a call that would block must hop off it.
    func respond(to request: HTTPRequest) async -> HTTPResponse
    /// The answer to a request that the server itself had to refuse, in the product's own error format.
    func refusal(_ refusal: HTTPRefusal) -> HTTPResponse
    /// The same where it is known what the request was.
    func refusal(_ refusal: HTTPRefusal, of head: HTTPRequestHead) -> HTTPResponse
}

extension HTTPHandler {
    public func refusal(_ refusal: HTTPRefusal, of head: HTTPRequestHead) -> HTTPResponse { self.refusal(refusal) }
}

public enum BodyHandling: Sendable, Equatable {
    /// Gather the whole body, refusing more than this many bytes.
    case collect(limit: Int)
    /// Hand the body over as it arrives.
    case stream
}

/// Why a server refused a request before a handler saw it.
public enum HTTPRefusal: Error, Sendable, Equatable {
    case bodyTooLarge
    case headersTooLarge
    case malformed
    case timedOut
    /// The server holds as much unanswered as it may.
    case overloaded
}
