import NIOCore
import NIOSSL
import ServiceKit
import Testing

@testable import YaguraServer

private let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Answer: a b\r\n\r\nhello"

struct OutboundClientTests {
    private let files: CertificateFiles
    private let trust: [NIOSSLCertificate]

    init() throws {
        files = try CertificateFiles(name: "proxy.example")
        trust = try NIOSSLCertificate.fromPEMFile(files.certificate)
    }

    @Test func requestArrivesByteForByte() async throws {
        let target = "/a//b/../%7e%2F;c=1/~*?q=%20+&r=a/b?c&&d=&"
        let request = OutboundRequest(
            method: "POST", host: "Proxy.Example", target: target,
            headers: [("X-Amz-Date", "20260101T000000Z"), ("authorization", "AWS4  x=y"), ("X-Amz-Date", "again")],
            body: Array("the end".utf8), timeout: .seconds(60))
        try await withPeer(answer: hello) { peer, client in
            let response = try await reply(client, request)
            #expect(response.status == 200)
            #expect(response.body == Array("hello".utf8))
            #expect(response.headers.contains { $0 == ("X-Answer", "a b") })
            let lines =
                "POST \(target) HTTP/1.1\r\nhost: Proxy.Example\r\nX-Amz-Date: 20260101T000000Z\r\n"
                + "authorization: AWS4  x=y\r\nX-Amz-Date: again\r\nContent-Length: 7\r\n\r\nthe end"
            let sent = await peer.request()?.text
            #expect(sent == lines)
        }
    }

    @Test func portStandsInTheHostHeaderUnlessItIsTheStandardOne() async throws {
        try await withPeer(answer: hello) { peer, client in
            var request = get
            request.port = 8443
            _ = try await reply(client, request)
            #expect(await peer.request()?.text == "GET /x HTTP/1.1\r\nhost: proxy.example:8443\r\n\r\n")
        }
    }

    @Test func connectionIsUsedAgain() async throws {
        try await withPeer(answer: hello) { peer, client in
            for _ in 1...3 {
                _ = try await reply(client, get)
                #expect(await peer.request()?.connection == 1)
            }
        }
    }

    @Test func redirectIsAnAnswer() async throws {
        let answer = "HTTP/1.1 302 Found\r\nLocation: https://proxy.example/y\r\nContent-Length: 0\r\n\r\n"
        try await withPeer(answer: answer) { _, client in
            let response = try await reply(client, get)
            #expect(response.status == 302)
        }
    }

    @Test func silenceTimesOut() async throws {
        try await withPeer(answer: "") { peer, client in
            var request = get
            request.timeout = .milliseconds(100)
            await #expect(throws: OutboundError.timedOut) { try await reply(client, request) }
        }
    }

    @Test func timeoutHoldsForTheBodyToo() async throws {
        try await withPeer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel") { peer, client in
            var request = get
            request.timeout = .milliseconds(200)
            await #expect(throws: OutboundError.timedOut) { try await reply(client, request) }
        }
    }

    @Test(arguments: [hello, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"])
    func bodyBeyondTheLimitIsRefused(answer: String) async throws {
        try await withPeer(answer: answer) { _, client in
            var request = get
            request.responseLimit = 5
            let response = try await reply(client, request)
            #expect(response.body.count == 5)
            request.responseLimit = 4
            await #expect(throws: OutboundError.responseTooLarge) { try await reply(client, request) }
        }
    }

    @Test func unknownAuthorityIsUntrusted() async throws {
        try await untrusted(trust: [], host: "proxy.example")
    }

    @Test func certificateForAnotherNameIsUntrusted() async throws {
        try await untrusted(trust: trust, host: "other.example")
    }

    @Test func closedPortIsUnreachable() async throws {
        let peer = try await TLSPeer(files, answer: hello)
        try await peer.close()
        let route = OutboundRoute(host: "proxy.example", address: ServerAddress(host: "127.0.0.1", port: peer.port))
        await unreachable(OutboundClient(trust: trust, routes: [route]), get)
    }

    /// The name resolves and the certificate is right: the address alone is what is wrong.
    @Test func nameThatLeadsToLoopbackIsRefusedUnlessRouted() async throws {
        let files = try CertificateFiles(name: "localhost")
        let trust = try NIOSSLCertificate.fromPEMFile(files.certificate)
        let peer = try await TLSPeer(files, answer: hello)
        var request = get
        request.host = "localhost"
        request.port = peer.port
        await unreachable(OutboundClient(trust: trust), request)

        let address = ServerAddress(host: "localhost", port: peer.port)
        let routed = OutboundClient(trust: trust, routes: [OutboundRoute(host: "localhost", address: address)])
        #expect(routed.isRouted("LocalHost") && !routed.isRouted("other"))
        #expect(try await reply(routed, request).status == 200)
        #expect(await peer.request()?.connection == 2)
        await routed.close()
        try await peer.close()
    }

    @Test(arguments: ["127.0.0.1", "[::1]", "1", "a..b", "", "a b", "h:80", "h/x", "user@h"])
    func hostIsAName(host: String) async throws {
        var request = get
        request.host = host
        await unreachable(OutboundClient(trust: trust), request)
    }

    @Test(arguments: ["", "x", "/a b", "/a#b", "/%", "/%2", "/%zz", "/é", "/a\r\nb", "/[", "/\"", "/{}"])
    func targetIsPathAndQuery(target: String) async throws {
        try await withPeer(answer: hello) { _, client in
            var request = get
            request.target = target
            let error = await #expect(throws: OutboundError.self) { try await reply(client, request) }
            guard case .failed = error else { _ = Issue.record("\(String(describing: error))"); return }
        }
    }

    @Test func headerCannotEndItsLine() async throws {
        try await withPeer(answer: hello) { _, client in
            var request = get
            request.headers = [("x", "a\r\ny: b")]
            await #expect(throws: OutboundError.self) { try await reply(client, request) }
        }
    }

    @Test(arguments: [
        ("127.0.0.1", ForbiddenRange.loopback), ("127.255.255.254", .loopback), ("0.0.0.0", .unspecified),
        ("0.1.2.3", .unspecified), ("169.254.169.254", .linkLocal), ("224.0.0.1", .multicast),
        ("255.255.255.255", .multicast), ("::1", .loopback), ("::", .unspecified), ("fe80::1", .linkLocal),
        ("febf::1", .linkLocal), ("ff02::1", .multicast), ("::ffff:127.0.0.1", .loopback),
        ("::ffff:169.254.169.254", .linkLocal),
        ("10.0.0.1", nil), ("192.168.1.1", nil), ("172.16.0.1", nil), ("168.254.0.1", nil), ("169.253.0.1", nil),
        ("126.0.0.1", nil), ("128.0.0.1", nil), ("2001:db8::1", nil), ("fd00::1", nil), ("fec0::1", nil),
        ("::ffff:10.0.0.1", nil), ("::2", nil),
    ])
    func rangesAreToldApart(address: String, range: ForbiddenRange?) throws {
        #expect(ForbiddenRange(holding: try SocketAddress(ipAddress: address, port: 443)) == range)
    }

    private var get: OutboundRequest {
        OutboundRequest(method: "GET", host: "proxy.example", target: "/x", timeout: .seconds(60))
    }

    private func reply(_ client: OutboundClient, _ request: OutboundRequest) async throws -> OutboundResponse {
        try await client.send(request)
    }

    /// Runs `body` with a server that is reached as `proxy.example`.
    private func withPeer(
        answer: String, body: (TLSPeer, OutboundClient) async throws -> Void
    ) async throws {
        let peer = try await TLSPeer(files, answer: answer)
        let address = ServerAddress(host: "127.0.0.1", port: peer.port)
        let client = OutboundClient(trust: trust, routes: [OutboundRoute(host: "Proxy.example", address: address)])
        let result: Result<Void, any Error>
        do { result = .success(try await body(peer, client)) } catch { result = .failure(error) }
        await client.close()
        try await peer.close()
        try result.get()
    }

    private func untrusted(trust: [NIOSSLCertificate], host: String) async throws {
        let peer = try await TLSPeer(files, answer: hello)
        let address = ServerAddress(host: "127.0.0.1", port: peer.port)
        let client = OutboundClient(trust: trust, routes: [OutboundRoute(host: host, address: address)])
        var request = get
        request.host = host
        let error = await #expect(throws: OutboundError.self) { try await reply(client, request) }
        await client.close()
        try await peer.close()
        guard case .untrusted = error else { _ = Issue.record("\(String(describing: error))"); return }
    }

    private func unreachable(_ client: OutboundClient, _ request: OutboundRequest) async {
        let error = await #expect(throws: OutboundError.self) { try await reply(client, request) }
        await client.close()
        guard case .unreachable = error else { _ = Issue.record("\(String(describing: error))"); return }
    }
}
