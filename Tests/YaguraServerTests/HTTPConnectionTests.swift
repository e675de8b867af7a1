import HTTPMessage
import Testing

@testable import YaguraServer

private let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

struct HTTPConnectionTests {
    @Test func connectionIsKeptBetweenRequests() async throws {
        try await withServer(.echo) { server, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            for number in 1...3 {
                try await connection.send("GET /\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
                let response = try await connection.response()
                #expect(response.body == "GET /\(number) ")
                #expect(response.header("connection") == nil)
            }
            #expect(server.connectionCount == 1)
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n",
    ])
    func connectionClosesWhereTheRequestSaysSo(request: String) async throws {
        try await withServer(.echo) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send(request)
            #expect(try await connection.response().header("connection") == "close")
            #expect(await connection.rest() == "")
        }
    }

    @Test func oldClientMayKeepItsConnection() async throws {
        try await withServer(.echo) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            for _ in 1...2 {
                try await connection.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(try await connection.response().header("connection") == "keep-alive")
            }
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        let gate = Gate()
        let handler = TestHandler { request in
            if request.head.target == "/0" { await gate.wait() }
            return .text(request.head.target)
        }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            let count = 2000
            try await connection.send((0..<count).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
            await gate.open()
            for number in 0..<count {
                try #require(try await connection.response().body == "/\(number)")
            }
        }
    }

    @Test func garbageAfterARequestIsRefusedInItsTurn() async throws {
        try await withServer(.echo) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send(get + "\u{1}\u{2}garbage\r\n\r\n")
            #expect(try await connection.response().status == 200)
            #expect(try await connection.response().status == 400)
            #expect(await connection.rest() == "")
        }
    }

    @Test func halfClosedClientGetsItsAnswers() async throws {
        let gate = Gate()
        let handler = TestHandler { request in
            await gate.wait()
            return .text("late")
        }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send(get + get)
            try await connection.closeOutput()
            await gate.open()
            #expect(try await connection.response().body == "late")
            #expect(try await connection.response().body == "late")
            #expect(await connection.rest() == "")
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHo", "HTTP/1.1 408 "),
        (get.replacing("GET", with: "POST").dropLast(1) + "Content-Length: 5\r\n\r\nab", "HTTP/1.1 408 "),
        ("", ""),
    ])
    func slowPeerIsCutOff(sent: String, answer: String) async throws {
        try await withServer(.echo) { configuration in
            configuration.timeouts.header = .milliseconds(500)
            configuration.timeouts.body = .milliseconds(500)
            configuration.timeouts.linger = .milliseconds(30)
        } body: { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            if !sent.isEmpty { try await connection.send(sent) }
            let rest = await connection.rest()
            #expect(answer.isEmpty ? rest.isEmpty : rest.hasPrefix(answer))
        }
    }

    @Test func slowLaterHeaderIsCutOff() async throws {
        try await withServer(.echo) {
            $0.timeouts.header = .milliseconds(500)
        } body: { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send(get)
            #expect(try await connection.response().status == 200)
            try await connection.send("GET /")
            #expect(await connection.rest().hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func idleConnectionCloses() async throws {
        try await withServer(.echo) {
            $0.timeouts.idle = .milliseconds(200)
        } body: { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send(get)
            #expect(try await connection.response().status == 200)
            #expect(await connection.rest() == "")
        }
    }

    @Test func connectionsPastTheLimitWait() async throws {
        try await withServer(.echo) {
            $0.limits.connections = 1
        } body: { server, address in
            let first = try await HTTPTestConnection.connect(to: address)
            try await first.send(get)
            #expect(try await first.response().status == 200)
            let second = try await HTTPTestConnection.connect(to: address)
            try await second.send(get)
            try await first.send(get)
            #expect(try await first.response().status == 200)
            #expect(server.connectionCount == 1)
            try await first.close()
            #expect(try await second.response().status == 200)
        }
    }

    @Test func hangingUpDoesNotCancelTheHandler() async throws {
        let (started, gate) = (Gate(), Gate())
        let (outcome, report) = AsyncStream<Bool>.makeStream()
        let handler = TestHandler { _ in
            await started.open()
            await gate.wait()
            report.yield(Task.isCancelled)
            return .text("")
        }
        try await withServer(handler) { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send(get)
            await started.wait()
            try await connection.close()
            await gate.open()
            #expect(await outcome.first { _ in true } == false)
        }
    }

    @Test func handlerThatDoesNotSuspendStaysOnItsLoop() async throws {
        let handler = TestHandler { _ in
            .text(await isOnTaskExecutor() ? "loop" : "pool")
        }
        try await withServer(handler) { _, address async throws in
            #expect(try await exchange(get, with: address).body == "loop")
        }
    }
}

/// A nonisolated call, which would leave for the global pool without the task's own executor.
private func isOnTaskExecutor() async -> Bool {
    withUnsafeCurrentTask { $0?.unownedTaskExecutor != nil }
}
