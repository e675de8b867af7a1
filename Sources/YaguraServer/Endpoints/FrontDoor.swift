import HTTPMessage
import ServiceKit

/// Everything below `/_yagura/` is for whoever runs the server; all else is a call to a service.
struct FrontDoor: HTTPHandler {
    let pipeline: Pipeline
    let endpoints: OperatorEndpoints

    private static let prefix = "/_yagura/"
    private static let bodyLimit = 64 * 1024

    func bodyHandling(for head: HTTPRequestHead) -> BodyHandling {
        head.target.hasPrefix(Self.prefix) ? .collect(limit: Self.bodyLimit) : pipeline.bodyHandling(for: head)
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard request.head.target.hasPrefix(Self.prefix) else { return await pipeline.respond(to: request) }
        return await endpoints.respond(to: request)
    }

    func refusal(_ refusal: HTTPRefusal) -> HTTPResponse { pipeline.refusal(refusal) }
}
