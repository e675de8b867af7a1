import NIOCore

/// What one connection saw while it counted.
struct Tally: Sendable {
    /// Nanoseconds from the first byte sent to the last received.
    var latencies: [Int64] = []
    /// Answers with a status of 400 or above.
    var failures = 0
    /// Connections that ended before their time.
    var broken = 0
    /// The bodies of answers, where they are wanted.
    var answers: [String] = []
}

/// One connection with one request under way at a time.
final class LoadConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let source: RequestSource
    private let counting: Range<NIODeadline>
    private let limit: Int?
    private let interval: TimeAmount?
    private let keepsAnswers: Bool
    private let done: EventLoopPromise<Tally>
    private var tally = Tally()
    private var received = ByteBuffer()
    private var sentAt = NIODeadline.now()
    private var due = NIODeadline.now()
    private var isDone = false

    /// `limit` is the most requests that are counted, `interval` the least time from one to the next; nil for as many as
    /// there is time for.
    init(
        source: RequestSource, counting: Range<NIODeadline>, limit: Int?, interval: TimeAmount?, keepsAnswers: Bool,
        done: EventLoopPromise<Tally>
    ) {
        self.source = source
        self.counting = counting
        self.limit = limit
        self.interval = interval
        self.keepsAnswers = keepsAnswers
        self.done = done
        tally.latencies.reserveCapacity(100_000)
    }

    func channelActive(context: ChannelHandlerContext) { send(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        let keep = keepsAnswers ? { self.tally.answers.append($0) } : nil
        guard let status = ResponseScanner.takeResponse(&received, keep: keep) else { return }
        let now = NIODeadline.now()
        if counting.contains(now) {
            tally.latencies.append((now - sentAt).nanoseconds)
            if status >= 400 { tally.failures += 1 }
        }
        if now < counting.upperBound, tally.latencies.count < limit ?? .max {
            sendWhenDue(context, now)
        } else {
            finish(context)
        }
    }

    private func sendWhenDue(_ context: ChannelHandlerContext, _ now: NIODeadline) {
        guard let interval else { return send(context) }
        // One that is late does not make up for it: a server that was slow is not hit the harder.
        due = max(due + interval, now)
        guard due > now else { return send(context) }
        context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { [self] in if !isDone { send(context) } }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isDone { tally.broken += 1 }
        finish(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func send(_ context: ChannelHandlerContext) {
        sentAt = .now()
        do {
            context.writeAndFlush(wrapOutboundOut(try source.next()), promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    private func finish(_ context: ChannelHandlerContext) {
        guard !isDone else { return }
        isDone = true
        done.succeed(tally)
        context.close(promise: nil)
    }
}
