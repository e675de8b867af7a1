import HTTPMessage
import NIOCore
import Synchronization
import Testing

@testable import YaguraServer

private let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

struct HTTPStreamingTests {
    @Test func streamedBodyComesBackAsItGoes() async throws {
        try await withServer(.streamingEcho) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            let piece = String(repeating: "0123456789", count: 10_000)
            try await connection.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
            let channel = connection.channel
            async let sending: Void = {
                for _ in 0..<10 { try await channel.writeAndFlush(ByteBuffer(string: piece)) }
            }()
            #expect(try await connection.response().body == String(repeating: piece, count: 10))
            try await sending
        }
    }

    @Test func consumedStreamKeepsTheConnection() async throws {
        let handler = TestHandler(handling: { _ in .stream }) { request in .text("\(await length(of: request.body))") }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            for size in [0, 1, 300_000] {
                try await connection.send(
                    "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: \(size)\r\n\r\n" + String(repeating: "a", count: size)
                )
                #expect(try await connection.response().body == "\(size)")
            }
        }
    }

    @Test func unreadSmallBodyKeepsTheConnection() async throws {
        let handler = TestHandler(handling: { _ in .stream }) { _ in .text("no", status: 403) }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            for _ in 1...2 {
                try await connection.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nabcd")
                #expect(try await connection.response().status == 403)
            }
        }
    }

    @Test(arguments: [
        "Content-Length: 100000000", "Transfer-Encoding: chunked", "Content-Length: 4\r\nExpect: 100-continue",
    ])
    func unreadLargeBodyEndsTheConnection(framing: String) async throws {
        let handler = TestHandler(handling: { _ in .stream }) { _ in .text("no", status: 403) }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send("PUT / HTTP/1.1\r\nHost: h\r\n\(framing)\r\n\r\n")
            let response = try await connection.response()
            #expect(response.status == 403)
            #expect(response.header("connection") == "close")
            #expect(await connection.rest() == "")
        }
    }

    @Test func continueWaitsForTheHandlerToRead() async throws {
        let handler = TestHandler(handling: { _ in .stream }) { request in .text("\(await length(of: request.body))") }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            #expect(try await connection.response().status == 100)
            try await connection.send("ok")
            #expect(try await connection.response().body == "2")
        }
    }

    @Test func truncatedStreamFailsInTheHandler() async throws {
        let handler = TestHandler(handling: { _ in .stream }) { request in .text("\(await length(of: request.body))") }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab")
            try await connection.closeOutput()
            #expect(try await connection.response().body == "-1")
        }
    }

    @Test func stalledStreamFailsInTheHandler() async throws {
        let handler = TestHandler(handling: { _ in .stream }) { request in .text("\(await length(of: request.body))") }
        try await withServer(handler) {
            $0.timeouts.body = .milliseconds(30)
        } body: { _, address async throws in
            let request = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"
            #expect(try await exchange(request, with: address).body == "-1")
        }
    }

    @Test func unreadStreamHoldsTheSenderBack() async throws {
        let (started, gate) = (Gate(), Gate())
        let handler = TestHandler(handling: { $0.target == "/slow" ? .stream : .collect(limit: 0) }) { request in
            guard request.head.target == "/slow" else { return .text("") }
            await started.open()
            await gate.wait()
            return .text("\(await length(of: request.body))")
        }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            let size = 64 << 20
            let isSent = Mutex(false)
            try await connection.send("PUT /slow HTTP/1.1\r\nHost: h\r\nContent-Length: \(size)\r\n\r\n")
            await started.wait()
            let channel = connection.channel
            async let sending: Void = {
                try await channel.writeAndFlush(ByteBuffer(repeating: 0x61, count: size))
                isSent.withLock { $0 = true }
            }()
            // The one loop of the server has every chance to read too much meanwhile.
            for _ in 0..<200 { _ = try await exchange(get, with: address) }
            #expect(isSent.withLock { $0 } == false)
            await gate.open()
            try await sending
            #expect(try await connection.response().body == "\(size)")
        }
    }

    @Test func unreadResponseHoldsTheHandlerBackUntilThePeerLeaves() async throws {
        let produced = Mutex(0)
        let (ended, end) = AsyncStream<Void>.makeStream()
        let handler = TestHandler { request in
            guard request.head.target == "/endless" else { return .text("") }
            let chunk = [UInt8](repeating: 0x61, count: 1 << 16)
            return HTTPResponse(
                status: 200, body: .stream(Endless(chunk: chunk, produced: { produced.withLock { $0 += 1 } }, end: end))
            )
        }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address, reading: false)
            try await connection.send("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n")
            for _ in 0..<200 { _ = try await exchange(get, with: address) }
            // What the two sockets' buffers take, and no more.
            #expect(produced.withLock { $0 } < 256)
            try await connection.close()
            await ended.first { true }
        }
    }

    @Test func peerThatStopsReadingIsCutOff() async throws {
        let (ended, end) = AsyncStream<Void>.makeStream()
        let handler = TestHandler { _ in
            HTTPResponse(
                status: 200,
                body: .stream(Endless(chunk: [UInt8](repeating: 0x61, count: 1 << 16), produced: {}, end: end)))
        }
        try await withServer(handler) {
            $0.timeouts.write = .milliseconds(30)
        } body: { _, address in
            let connection = try await HTTPTestConnection.connect(to: address, reading: false)
            try await connection.send(get)
            await ended.first { true }
            try? await connection.close()
        }
    }

    @Test(arguments: [(3, "content-length", "3", "abc"), (nil, "transfer-encoding", "chunked", "abc")])
    func streamedResponseIsFramed(length: Int?, header: String, value: String, body: String) async throws {
        let handler = TestHandler { _ in
            var response = HTTPResponse(status: 200, body: .stream(Pieces(["a", "", "bc"])))
            if let length { response.headers.add("content-length", "\(length)") }
            return response
        }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            for _ in 1...2 {
                try await connection.send(get)
                let response = try await connection.response()
                #expect(response.header(header) == value)
                #expect(response.body == body)
            }
        }
    }

    @Test func oldClientGetsAStreamThatEndsWithItsConnection() async throws {
        try await withServer(TestHandler { _ in HTTPResponse(status: 200, body: .stream(Pieces(["ab", "c"]))) }) {
            _, address in
            let request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
            let response = try await exchange(request, with: address)
            #expect(response.header("connection") == "close")
            #expect(response.header("transfer-encoding") == nil)
            #expect(response.body == "abc")
        }
    }

    @Test(arguments: [2, 4, nil])
    func responseThatIsNotWhatItSaidIsBrokenOff(declared: Int?) async throws {
        let handler = TestHandler { _ in
            var response = HTTPResponse(status: 200, body: .stream(Pieces(["a", "bc"], fails: declared == nil)))
            if let declared { response.headers.add("content-length", "\(declared)") }
            return response
        }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send(get)
            let rest = await connection.rest()
            #expect(rest.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!rest.hasSuffix("0\r\n\r\n"))
            let body = rest.firstRange(of: "\r\n\r\n").map { rest[$0.upperBound...].utf8.count }
            #expect(body != declared)
        }
    }
}

/// The bytes of a streamed body, or -1 where it fails.
private func length(of body: HTTPBody) async -> Int {
    guard case .stream(let chunks) = body else {
        if case .bytes(let bytes) = body { return bytes.count }
        return -2
    }
    var count = 0
    do {
        for try await chunk in chunks { count += chunk.count }
        return count
    } catch {
        return -1
    }
}

private struct Pieces: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error
    struct Broken: Error {}
    let pieces: [String]
    let fails: Bool

    init(_ pieces: [String], fails: Bool = false) {
        self.pieces = pieces
        self.fails = fails
    }

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<String>
        let fails: Bool
        mutating func next() async throws -> [UInt8]? {
            if let piece = rest.popFirst() { return Array(piece.utf8) }
            if fails { throw Pieces.Broken() }
            return nil
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(rest: pieces[...], fails: fails) }
}

private struct Endless: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error
    let chunk: [UInt8]
    let produced: @Sendable () -> Void
    let end: AsyncStream<Void>.Continuation

    final class Iterator: AsyncIteratorProtocol {
        let sequence: Endless
        init(_ sequence: Endless) { self.sequence = sequence }
        deinit { sequence.end.yield() }
        func next() async throws -> [UInt8]? {
            sequence.produced()
            return sequence.chunk
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(self) }
}
