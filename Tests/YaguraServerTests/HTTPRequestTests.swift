import HTTPMessage
import Testing

@testable import YaguraServer

struct HTTPRequestTests {
    @Test func requestArrivingByteByByteIsWhole() async throws {
        try await withServer(.echo) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            for character in "POST /a?b=%20c HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello" {
                try await connection.send(String(character))
            }
            #expect(try await connection.response().body == "POST /a?b=%20c hello")
        }
    }

    @Test func chunkedBodyIsCollected() async throws {
        try await withServer(.echo) { _, address async throws in
            let request =
                "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nt: v\r\n\r\n"
            #expect(try await exchange(request, with: address).body == "PUT / abcde")
        }
    }

    @Test func bodiesOfAllConnectionsTogetherAreBounded() async throws {
        let (isHeld, release) = (Gate(), Gate())
        let handler = TestHandler { request in
            guard request.head.target == "/held" else { return .text("done") }
            await isHeld.open()
            await release.wait()
            return .text("held")
        }
        func post(_ target: String, _ length: Int) -> String {
            "POST \(target) HTTP/1.1\r\nHost: h\r\nContent-Length: \(length)\r\n\r\n"
                + String(repeating: "x", count: length)
        }
        try await withServer(handler) {
            $0.limits.collectedBytes = 20_000
        } body: { _, address in
            let first = try await HTTPTestConnection.connect(to: address)
            try await first.send(post("/held", 30_000))
            await isHeld.wait()
            #expect(try await exchange(post("/", 30_000), with: address).status == 503)
            #expect(try await exchange(post("/", 1), with: address).status == 200)
            await release.open()
            #expect(try await first.response().body == "held")
            #expect(try await exchange(post("/", 30_000), with: address).status == 200)
        }
    }

    @Test func headersKeepOrderRepetitionAndBytes() async throws {
        let handler = TestHandler { request in
            .text(request.head.headers.fields.map { "\($0.name)=\($0.value)|" }.joined())
        }
        try await withServer(handler) { _, address in
            let request = "GET / HTTP/1.1\r\nHost: h\r\nX-A:  one \t\r\nx-a: Two  words\r\nX-Empty:\r\n\r\n"
            let body = try await exchange(request, with: address).body
            #expect(body == "host=h|x-a=one|x-a=Two  words|x-empty=|")
        }
    }

    @Test func peerAddressIsTold() async throws {
        let handler = TestHandler { request in .text(request.head.connection.peerAddress) }
        try await withServer(handler) { _, address async throws in
            #expect(try await exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n", with: address).body == "127.0.0.1")
        }
    }

    @Test(arguments: [
        ("GET http://h/p?q HTTP/1.1\r\nHost: h\r\n\r\n", "GET /p?q "),
        ("GET http://H HTTP/1.1\r\nHost: h\r\n\r\n", "GET / "),
        ("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * "),
        ("GET / HTTP/1.0\r\n\r\n", "GET / "),
    ])
    func targetFormsAreUnderstood(request: String, body: String) async throws {
        try await withServer(.echo) { _, address async throws in
            #expect(try await exchange(request, with: address).body == body)
        }
    }

    @Test(arguments: [
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}",
        "GET\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET a HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /\u{e9} HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET http://other/ HTTP/1.1\r\nHost: h\r\n\r\n",
        "CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nbad name: v\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nname : v\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nx: a\u{0}b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nx: a\r\n folded\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n",
    ])
    func ambiguousRequestIsRefusedAndTheConnectionCloses(request: String) async throws {
        try await withServer(.echo) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send(request)
            let response = try await connection.response()
            #expect(response.status == 400)
            #expect(response.header("connection") == "close")
            #expect(await connection.rest() == "")
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: h\r\nX: " + String(repeating: "a", count: 40_000) + "\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n"
            + String(repeating: "x: " + String(repeating: "a", count: 500) + "\r\n", count: 70)
            + "\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "a: b\r\n", count: 100) + "\r\n",
        "GET /" + String(repeating: "a", count: 16 * 1024) + " HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /" + String(repeating: "a", count: 200_000),
    ])
    func oversizedHeaderIsRefused(request: String) async throws {
        try await withServer(.echo) { _, address async throws in
            #expect(try await exchange(request, with: address).status == 431)
        }
    }

    @Test func largestAllowedHeaderIsAnswered() async throws {
        try await withServer(.echo) { _, address in
            let target = "/" + String(repeating: "a", count: 16 * 1024 - 1)
            let fields =
                String(repeating: "a: b\r\n", count: 98) + "x: " + String(repeating: "a", count: 30_000) + "\r\n"
            let response = try await exchange("GET \(target) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n", with: address)
            #expect(response.status == 200)
        }
    }

    @Test(arguments: [
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n6\r\n123456\r\n",
    ])
    func bodyOverTheLimitIsRefused(request: String) async throws {
        let handler = TestHandler(handling: { _ in .collect(limit: 10) }, answer: TestHandler.echo.answer)
        try await withServer(handler) { _, address in
            let response = try await exchange(request, with: address)
            #expect(response.status == 413)
        }
    }

    @Test func bodyOfExactlyTheLimitIsAnswered() async throws {
        let handler = TestHandler(handling: { _ in .collect(limit: 3) }, answer: TestHandler.echo.answer)
        try await withServer(handler) { _, address async throws in
            let request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
            #expect(try await exchange(request, with: address).body == "POST / abc")
        }
    }

    @Test func continueIsSentBeforeTheBody() async throws {
        try await withServer(.echo) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            #expect(try await connection.response().status == 100)
            try await connection.send("ok")
            #expect(try await connection.response().body == "PUT / ok")
        }
    }

    @Test func truncatedBodyReachesNoHandler() async throws {
        let handler = TestHandler { _ in .text("reached") }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab")
            try await connection.closeOutput()
            let rest = await connection.rest()
            #expect(rest.hasPrefix("HTTP/1.1 400 "))
            #expect(!rest.contains("reached"))
        }
    }

    @Test func everyInputEndsItsConnection() async throws {
        var generator = SeededGenerator(seed: 7)
        let valid = Array(
            "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"
                .utf8)
        try await withServer(.echo) { _, address in
            for _ in 0..<300 {
                var bytes = valid
                for _ in 0..<Int.random(in: 1...6, using: &generator) {
                    let index = Int.random(in: 0..<bytes.count, using: &generator)
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                    case 1: bytes.remove(at: index)
                    default: bytes.insert(contentsOf: bytes[index...].prefix(20), at: index)
                    }
                }
                let connection = try await HTTPTestConnection.connect(to: address)
                try? await connection.send(bytes: bytes)
                try? await connection.closeOutput()
                _ = await connection.rest()
            }
            #expect(try await exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n", with: address).status == 200)
        }
    }
}

struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
