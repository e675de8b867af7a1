import HTTPMessage
import Testing

@testable import YaguraServer

private let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

struct HTTPShutdownTests {
    @Test func requestUnderWayFinishesAndIdleConnectionsClose() async throws {
        let (started, gate) = (Gate(), Gate())
        let handler = TestHandler { request in
            if request.head.target == "/slow" {
                await started.open()
                await gate.wait()
            }
            return .text("done")
        }
        try await withServer(handler) { server, address in
            let idle = try await HTTPTestConnection.connect(to: address)
            try await idle.send(get)
            #expect(try await idle.response().status == 200)
            let busy = try await HTTPTestConnection.connect(to: address)
            try await busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            await started.wait()
            async let stopped: Void = server.shutdown(gracePeriod: .seconds(60))
            #expect(await idle.rest() == "")
            await gate.open()
            let response = try await busy.response()
            #expect(response.body == "done")
            #expect(response.header("connection") == "close")
            #expect(await busy.rest() == "")
            try await busy.close()
            await stopped
            await #expect(throws: (any Error).self) { try await HTTPTestConnection.connect(to: address) }
        }
    }

    @Test func graceIsBounded() async throws {
        let (started, cancelled) = (Gate(), Gate())
        let handler = TestHandler { _ in
            await started.open()
            try? await Task.sleep(for: .seconds(3600))
            await cancelled.open()
            return .text("cut")
        }
        try await withServer(handler) { server, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send(get)
            await started.wait()
            await server.shutdown(gracePeriod: .milliseconds(20))
            await cancelled.wait()
            #expect(await connection.rest() == "")
        }
    }

    @Test func takenPortIsToldPlainly() async throws {
        try await withServer(.echo) { _, address in
            await #expect(throws: HTTPServerError.self) {
                try await withServer(.echo) {
                    $0.address = address
                } body: { _, _ in
                }
            }
        }
    }
}
