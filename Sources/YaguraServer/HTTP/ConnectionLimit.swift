import NIOCore

/// Stops accepting while a server has as many connections as it may; those waiting stay in the system's queue.
final class ConnectionLimit: ChannelDuplexHandler {
    typealias InboundIn = Channel
    typealias OutboundIn = Never

    private let maximum: Int
    private var count = 0
    private var isReadHeld = false

    init(_ maximum: Int) { self.maximum = maximum }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        count += 1
        let bound = NIOLoopBound((limit: self, context: context), eventLoop: context.eventLoop)
        unwrapInboundIn(data).closeFuture.hop(to: context.eventLoop).whenComplete { _ in
            bound.value.limit.connectionClosed(bound.value.context)
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if count < maximum { context.read() } else { isReadHeld = true }
    }

    private func connectionClosed(_ context: ChannelHandlerContext) {
        count -= 1
        if isReadHeld, count < maximum {
            isReadHeld = false
            context.read()
        }
    }
}
