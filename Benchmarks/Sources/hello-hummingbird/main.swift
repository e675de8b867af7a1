import Hummingbird
import HummingbirdTLS
import NIOSSL

let arguments = Array(CommandLine.arguments.dropFirst())
let port = arguments.first.flatMap(Int.init) ?? 4701
let router = Router()
router.get("/") { _, _ in "hello" }
router.post("/") { request, _ in
    _ = try await request.body.collect(upTo: 1 << 20)
    return "hello"
}
router.post("/stream") { request, _ in Response(status: .ok, body: ResponseBody(asyncSequence: request.body)) }

let configuration = ApplicationConfiguration(address: .hostname("127.0.0.1", port: port))
if arguments.count == 3 {
    let chain = try NIOSSLCertificate.fromPEMFile(arguments[1]).map { NIOSSLCertificateSource.certificate($0) }
    let key = try NIOSSLPrivateKey(file: arguments[2], format: .pem)
    let tls = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
    try await Application(router: router, server: .tls(tlsConfiguration: tls), configuration: configuration)
        .runService()
} else {
    try await Application(router: router, configuration: configuration).runService()
}
