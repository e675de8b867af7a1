import HTTPMessage
import Logging

@testable import YaguraServer

/// A handler made of closures.
struct TestHandler: HTTPHandler {
    var handling: @Sendable (HTTPRequestHead) -> BodyHandling = { _ in .collect(limit: 1 << 16) }
    var answer: @Sendable (HTTPRequest) async -> HTTPResponse

    func bodyHandling(for head: HTTPRequestHead) -> BodyHandling { handling(head) }
    func respond(to request: HTTPRequest) async -> HTTPResponse { await answer(request) }

    func refusal(_ refusal: HTTPRefusal) -> HTTPResponse {
        let status =
            switch refusal {
            case .malformed: 400
            case .timedOut: 408
            case .overloaded: 503
            case .bodyTooLarge: 413
            case .headersTooLarge: 431
            }
        return .text("\(refusal)", status: status)
    }

    /// Answers with the method, the target and the body.
    static let echo = TestHandler { request in
        guard case .bytes(let bytes) = request.body else { return HTTPResponse(status: 200, body: request.body) }
        return .text("\(request.head.method) \(request.head.target) \(String(decoding: bytes, as: UTF8.self))")
    }

    /// As `echo`, its body handed back as it comes.
    static let streamingEcho = TestHandler(handling: { _ in .stream }, answer: echo.answer)
}

/// Runs `body` against a server on a free port of the loopback interface.
func withServer(
    _ handler: TestHandler, configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    body: (HTTPServer, ServerAddress) async throws -> Void
) async throws {
    var configuration = HTTPServerConfiguration(address: ServerAddress(host: "127.0.0.1", port: 0))
    configuration.eventLoops = 1
    configure(&configuration)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = HTTPServer(configuration: configuration, handler: handler, logger: logger)
    let address = try await server.start()
    do {
        try await body(server, address)
        await server.shutdown(gracePeriod: .zero)
    } catch {
        await server.shutdown(gracePeriod: .zero)
        throw error
    }
}

/// Holds those who wait until it is opened.
actor Gate {
    private var isOpen = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        if isOpen { return }
        await withCheckedContinuation { waiters.append($0) }
    }

    func open() {
        isOpen = true
        for waiter in waiters { waiter.resume() }
        waiters = []
    }
}
