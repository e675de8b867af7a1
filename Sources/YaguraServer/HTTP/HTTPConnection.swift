import HTTPMessage
import NIOCore
import NIOHTTP1
import NIOTLS

/// One connection: takes requests off it one at a time, has each answered, and writes the answers in order.
///
/// What a peer can make it hold is bounded: one read beyond the request under way, one collected body, four reads of a
/// streamed body, one write buffer. All of it lives on the connection's event loop.
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// What the next bytes are for.
    enum Incoming {
        case awaitingHead
        case collecting(Collection)
        case streaming(RequestBody.Producer.Source)
        /// A request body that its handler left unread, with the bytes of it still tolerated.
        case skipping(budget: Int)
        /// A whole request was read and is being answered.
        case complete
        /// The connection is about to close.
        case discarding
    }

    struct Collection {
        let head: HTTPMessage.HTTPRequestHead
        let limit: Int
        var body: [UInt8] = []
    }

    /// How far the next header has come.
    enum HeadProgress {
        /// Nothing since the connection was made, or nothing since the last request.
        case none
        case partial
    }

    enum Inbound {
        case part(HTTPServerRequestPart)
        case refused(HTTPRefusal)
    }

    /// What the response needs to know of its request.
    struct Exchange {
        var method = ""
        var isHTTP10 = false
        /// The client waits for leave to send its body.
        var awaitsContinue = false
        /// Nil for a chunked body.
        var declaredLength: Int? = 0
        var respondsEarly = false
    }

    let handler: any HTTPHandler
    let executor: LoopExecutor
    let configuration: HTTPServerConfiguration
    let registry: ConnectionRegistry
    let date: LoopDate
    let tls: TLSSession?
    let bodyBudget: BodyBudget
    /// What this connection has of the budget.
    var budgetTaken = 0

    var context: ChannelHandlerContext?
    var incoming = Incoming.awaitingHead
    var exchange = Exchange()
    var task: Task<Void, Never>?
    var isResponding = false
    var isWritingBody = false
    var keepsAlive = true
    var isDraining = false
    var deadline: ConnectionDeadline
    var streamWantsMore = true
    var unrewardedBytes = 0
    var writableWaiter: CheckedContinuation<Bool, Never>?

    var held = CircularBuffer<Inbound>()
    private var isPumping = false
    var isReading = false
    private var isReadHeld = false
    var headProgress = HeadProgress.none
    var sawPart = false
    var isInputClosed = false
    private var info: ConnectionInfo?

    init(
        handler: any HTTPHandler, executor: LoopExecutor, configuration: HTTPServerConfiguration,
        registry: ConnectionRegistry, date: LoopDate, bodyBudget: BodyBudget, tls: TLSSession?
    ) {
        self.handler = handler
        self.executor = executor
        self.configuration = configuration
        self.registry = registry
        self.date = date
        self.bodyBudget = bodyBudget
        self.tls = tls
        deadline = ConnectionDeadline(executor.eventLoop)
    }

    var isClosed: Bool { context == nil }
    var sendableSelf: NIOLoopBound<HTTPConnection> { NIOLoopBound(self, eventLoop: executor.eventLoop) }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        registry.join(self)
        setDeadline(configuration.timeouts.header)
    }

    func handlerRemoved(context: ChannelHandlerContext) { closed() }

    func channelInactive(context: ChannelHandlerContext) {
        closed()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        sawPart = true
        headProgress = .none
        if case .discarding = incoming { return }
        held.append(.part(unwrapInboundIn(data)))
        pump()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        noteHeadProgress()
        sawPart = false
        context.flush()
    }

    /// Bytes that do not yet make a header start its clock, unless connecting already did.
    private func noteHeadProgress() {
        guard case .awaitingHead = incoming, held.isEmpty, !sawPart, headProgress == .none else { return }
        headProgress = .partial
        if !isFirstRequest { setDeadline(configuration.timeouts.header) }
    }

    private var isFirstRequest: Bool { exchange.method.isEmpty }

    func read(context: ChannelHandlerContext) {
        if wantsInput { context.read() } else { isReadHeld = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable else { return }
        resumeWriter(true)
        pump()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            isInputClosed = true
            closeIfIdle()
        } else if case .some(.handshakeCompleted) = event as? TLSUserEvent {
            // The bytes of a handshake are not yet those of a header.
            sawPart = true
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let refusal = Self.refusal(for: error) else {
            context.close(promise: nil)
            return
        }
        held.append(.refused(refusal))
        pump()
    }

    private static func refusal(for error: any Error) -> HTTPRefusal? {
        guard let error = error as? HTTPParserError else { return nil }
        return error == .headerOverflow ? .headersTooLarge : .malformed
    }

    private func closed() {
        guard context != nil else { return }
        context = nil
        deadline.stop()
        held.removeAll()
        if case .streaming(let source) = incoming { source.finish(HTTPRefusal.malformed) }
        incoming = .discarding
        // A handler that has not answered yet is left to finish: a caller must not be able to keep its call out of
        // the audit trail by hanging up. One that is only feeding a response body has nobody left to feed.
        if isWritingBody { task?.cancel() }
        resumeWriter(false)
        leaveIfDone()
    }

    /// The registry counts a connection until its handler has ended too.
    func leaveIfDone() {
        guard isClosed, !isResponding else { return }
        returnBudget()
        registry.leave(self)
    }

    func resumeWriter(_ isOpen: Bool) {
        let waiter = writableWaiter
        writableWaiter = nil
        waiter?.resume(returning: isOpen)
    }

    // MARK: Requests in their order

    private var wantsInput: Bool {
        switch incoming {
        case .awaitingHead, .complete: held.isEmpty
        case .streaming: streamWantsMore
        case .collecting, .skipping, .discarding: true
        }
    }

    /// Takes in what has been read, as far as the request under way and the peer's own reading allow.
    func pump() {
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        while canTake, let next = held.popFirst() {
            switch next {
            case .part(let part): take(part)
            case .refused(let refusal): refuse(refusal)
            }
        }
        closeIfIdle()
        resumeReading()
    }

    private var canTake: Bool {
        switch incoming {
        case .complete: false
        case .awaitingHead: !isResponding && context?.channel.isWritable == true
        case .streaming, .collecting, .skipping, .discarding: true
        }
    }

    func resumeReading() {
        guard isReadHeld, wantsInput, let context else { return }
        isReadHeld = false
        context.read()
    }

    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): begin(head)
        case .body(let bytes): receive(bytes)
        case .end: endRequest()
        }
    }

    func connectionInfo() -> ConnectionInfo {
        if let info { return info }
        let address = context?.channel.remoteAddress?.ipAddress ?? ""
        // A dual-stack socket shows IPv4 peers as mapped addresses.
        let peer = address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
        let made = ConnectionInfo(peerAddress: peer, tls: tls?.details)
        info = made
        return made
    }
}
