import HTTPMessage
import Logging
import YaguraServer

/// The product's own HTTP layer with nothing behind it.
struct HelloHandler: HTTPHandler {
    private let hello = Array("hello".utf8)

    func bodyHandling(for head: HTTPRequestHead) -> BodyHandling {
        head.path == "/stream" ? .stream : .collect(limit: 1 << 20)
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        if case .stream = request.body { return HTTPResponse(status: 200, body: request.body) }
        return HTTPResponse(status: 200, headers: HTTPHeaders([("content-type", "text/plain")]), body: .bytes(hello))
    }

    func refusal(_ refusal: HTTPRefusal) -> HTTPResponse { .text("\(refusal)\n", status: 400) }
}

let arguments = Array(CommandLine.arguments.dropFirst())
let port = arguments.first.flatMap(Int.init) ?? 4703
var configuration = HTTPServerConfiguration(address: ServerAddress(host: "127.0.0.1", port: port))
if arguments.count == 3 {
    configuration.tls = try TLSIdentity(certificateFile: arguments[1], keyFile: arguments[2])
}
let server = HTTPServer(configuration: configuration, handler: HelloHandler(), logger: Logger(label: "hello"))
_ = try await server.start()
try await Task.sleep(for: .seconds(3600))
