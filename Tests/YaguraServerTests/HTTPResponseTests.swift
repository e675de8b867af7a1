import Essentials
import HTTPMessage
import Testing

@testable import YaguraServer

struct HTTPResponseTests {
    @Test(arguments: [("HEAD", 200, "5", ""), ("GET", 200, "5", "hello"), ("GET", 204, nil, ""), ("GET", 304, nil, "")])
    func bodyIsFramedByMethodAndStatus(method: String, status: Int, length: String?, body: String) async throws {
        let handler = TestHandler { _ in
            HTTPResponse(
                status: status, headers: HTTPHeaders([("content-length", "77")].filter { _ in method == "GET" }),
                body: .bytes(Array("hello".utf8)))
        }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            for _ in 1...2 {
                try await connection.send("\(method) / HTTP/1.1\r\nHost: h\r\n\r\n")
                let response = try await connection.response(to: method)
                #expect(response.status == status)
                #expect(response.header("content-length") == length)
                #expect(response.body == body)
            }
        }
    }

    @Test func headOfAnObjectTellsItsLength() async throws {
        let handler = TestHandler { _ in HTTPResponse(status: 200, headers: HTTPHeaders([("content-length", "123456")]))
        }
        try await withServer(handler) { _, address in
            let response = try await exchange("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n", with: address, to: "HEAD")
            #expect(response.header("content-length") == "123456")
        }
    }

    @Test func headerCannotEndItsLine() async throws {
        let handler = TestHandler { _ in
            HTTPResponse(
                status: 200, headers: HTTPHeaders([("x-echo", "a\r\nset-cookie: b"), ("bad name", "c"), ("", "d")]))
        }
        try await withServer(handler) { _, address in
            let response = try await exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n", with: address)
            #expect(response.header("x-echo") == "a  set-cookie: b")
            #expect(response.header("set-cookie") == nil)
            #expect(!response.head.contains("bad name"))
        }
    }

    @Test(arguments: [0, 100, 199, 600, -1])
    func statusThatIsNoAnswerBecomesAServerError(status: Int) async throws {
        try await withServer(TestHandler { _ in HTTPResponse(status: status) }) { _, address async throws in
            #expect(try await exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n", with: address).status == 500)
        }
    }

    @Test func dateIsTheClocks() {
        var date = HTTPDate(clock: ManualTime(Timestamp(seconds: 784_111_777)))
        #expect(date.current() == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    @Test func dateFollowsTheClock() {
        let clock = ManualTime(Timestamp(seconds: 784_111_777))
        var date = HTTPDate(clock: clock)
        _ = date.current()
        clock.advance(by: .seconds(1))
        #expect(date.current() == "Sun, 06 Nov 1994 08:49:38 GMT")
    }

    @Test(arguments: [
        ("127.0.0.1:4600", "127.0.0.1:4600", true), ("localhost:0", "localhost:0", true),
        ("[::1]:80", "[::1]:80", true),
        ("0.0.0.0:80", "0.0.0.0:80", false), ("127.0.0.1.example:80", "127.0.0.1.example:80", false),
        ("[::]:80", "[::]:80", false),
    ])
    func addressIsRead(text: String, description: String, isLoopback: Bool) throws {
        let address = try #require(ServerAddress(text))
        #expect(address.description == description)
        #expect(address.isLoopback == isLoopback)
    }

    @Test(arguments: ["", "host", ":80", "host:", "host:65536", "host:-1", "::1:80", "a b:80"])
    func addressThatIsNoneIsRejected(text: String) {
        #expect(ServerAddress(text) == nil)
    }
}
