import NIOCore
import NIOPosix
import NIOSSL

@testable import YaguraServer

/// A client that sends whatever bytes a test wants to.
final class HTTPTestConnection {
    struct Response: Equatable {
        var status: Int
        var head: String
        var body: String

        func header(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    /// The connection ended before a response did.
    struct Ended: Error {
        var received: String
    }

    private final class Receiver: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let bytes: AsyncStream<[UInt8]>.Continuation
        init(_ bytes: AsyncStream<[UInt8]>.Continuation) { self.bytes = bytes }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes.yield(Array(unwrapInboundIn(data).readableBytesView))
        }
        func channelInactive(context: ChannelHandlerContext) { bytes.finish() }
        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .some(.inputClosed) = event as? ChannelEvent { bytes.finish() }
        }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    let channel: any Channel
    private var incoming: AsyncStream<[UInt8]>.Iterator
    private var buffered: [UInt8] = []

    private init(channel: any Channel, incoming: AsyncStream<[UInt8]>) {
        self.channel = channel
        self.incoming = incoming.makeAsyncIterator()
    }

    static func connect(
        to address: ServerAddress, tls: NIOSSLContext? = nil, reading: Bool = true
    ) async throws -> HTTPTestConnection {
        let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: reading)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: "localhost"))
                    }
                    try channel.pipeline.syncOperations.addHandler(Receiver(continuation))
                }
            }
            .connect(host: address.host, port: address.port).get()
        return HTTPTestConnection(channel: channel, incoming: stream)
    }

    func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)) }
    func send(bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }
    func closeOutput() async throws { try await channel.close(mode: .output) }
    func close() async throws { try await channel.close() }

    /// The next response, its body read as its header says.
    func response(to method: String = "GET") async throws -> Response {
        let head = try await take(through: "\r\n\r\n")
        let status = Int(head.split(separator: " ")[1]) ?? 0
        var response = Response(status: status, head: head, body: "")
        if method == "HEAD" || status < 200 || status == 204 || status == 304 { return response }
        if let length = response.header("content-length").flatMap({ Int($0) }) {
            response.body = try await take(count: length)
        } else if response.header("transfer-encoding") == "chunked" {
            while let size = Int(try await take(through: "\r\n").dropLast(1), radix: 16), size > 0 {
                response.body += try await take(count: size)
                _ = try await take(count: 2)
            }
            _ = try await take(count: 2)
        } else {
            response.body = await rest()
        }
        return response
    }

    /// Everything up to the end of the connection.
    func rest() async -> String {
        while await more() {}
        defer { buffered = [] }
        return String(decoding: buffered, as: UTF8.self)
    }

    private func more() async -> Bool {
        guard let bytes = await incoming.next() else { return false }
        buffered += bytes
        return true
    }

    private func take(through end: String) async throws -> String {
        let end = Array(end.utf8)
        while true {
            if let found = buffered.firstRange(of: end) { return take(found.upperBound) }
            if await !more() { throw Ended(received: take(buffered.count)) }
        }
    }

    private func take(count: Int) async throws -> String {
        while buffered.count < count {
            if await !more() { throw Ended(received: take(buffered.count)) }
        }
        return take(count)
    }

    private func take(_ count: Int) -> String {
        defer { buffered.removeFirst(count) }
        return String(decoding: buffered.prefix(count), as: UTF8.self)
    }
}

/// Sends one text on a connection of its own and returns the response.
func exchange(_ text: String, with address: ServerAddress, to method: String = "GET") async throws
    -> HTTPTestConnection.Response
{
    let connection = try await HTTPTestConnection.connect(to: address)
    try await connection.send(text)
    let response = try await connection.response(to: method)
    try? await connection.close()
    return response
}
