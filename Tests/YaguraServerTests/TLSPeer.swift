import NIOCore
import NIOPosix
import NIOSSL

@testable import YaguraServer

/// A TLS server on loopback that answers every request with the same bytes, and tells what it was sent.
final class TLSPeer: Sendable {
    struct Request: Sendable, Equatable {
        /// The first connection is 1.
        var connection: Int
        var text: String
    }

    private final class Responder: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let connection: Int
        private let answer: String
        private let requests: AsyncStream<Request>.Continuation
        private let received: NIOLoopBoundBox<String>

        init(_ connection: Int, on loop: any EventLoop, answer: String, requests: AsyncStream<Request>.Continuation) {
            self.connection = connection
            self.answer = answer
            self.requests = requests
            received = NIOLoopBoundBox("", eventLoop: loop)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received.value += String(buffer: unwrapInboundIn(data))
            guard received.value.hasSuffix("\r\n\r\n") || received.value.hasSuffix("end") else { return }
            requests.yield(Request(connection: connection, text: received.value))
            received.value = ""
            if !answer.isEmpty { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil) }
        }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    let port: Int
    private let listener: any Channel
    private let requests: AsyncStream<Request>

    /// - Parameter answer: nothing is sent where it is empty.
    init(_ files: CertificateFiles, answer: String) async throws {
        let context = try TLSIdentity(certificateFile: files.certificate, keyFile: files.key).context
        let (stream, continuation) = AsyncStream<Request>.makeStream()
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let count = NIOLoopBoundBox.makeBoxSendingValue(0, eventLoop: loop)
        listener = try await ServerBootstrap(group: loop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    count.value += 1
                    let responder = Responder(count.value, on: loop, answer: answer, requests: continuation)
                    try channel.pipeline.syncOperations.addHandlers(NIOSSLServerHandler(context: context), responder)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
        requests = stream
    }

    func request() async -> Request? {
        var iterator = requests.makeAsyncIterator()
        return await iterator.next()
    }

    func close() async throws { try await listener.close() }
}
