import HTTPMessage
import SNSService
import ServiceKit

/// Everything below `/_yagura/` is for whoever runs the server, certificates of message signatures are for everybody,
/// and all else is a call to a service.
struct FrontDoor: HTTPHandler {
    let pipeline: Pipeline
    let endpoints: OperatorEndpoints
    let notifications: SNS

    private static let prefix = "/_yagura/"
    private static let bodyLimit = 64 * 1024

    func bodyHandling(for head: HTTPRequestHead) -> BodyHandling {
        head.target.hasPrefix(Self.prefix) ? .collect(limit: Self.bodyLimit) : pipeline.bodyHandling(for: head)
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        if let certificate = certificate(for: request.head) { return certificate }
        guard request.head.target.hasPrefix(Self.prefix) else { return await pipeline.respond(to: request) }
        return await endpoints.respond(to: request)
    }

    private func certificate(for head: HTTPRequestHead) -> HTTPResponse? {
        guard head.method == "GET", let text = try? notifications.signingCertificate(at: head.target) else {
            return nil
        }
        return .text(text, contentType: "application/x-pem-file")
    }

    func refusal(_ refusal: HTTPRefusal) -> HTTPResponse { pipeline.refusal(refusal) }

    func refusal(_ refusal: HTTPRefusal, of head: HTTPRequestHead) -> HTTPResponse {
        pipeline.refusal(refusal, of: head)
    }
}
