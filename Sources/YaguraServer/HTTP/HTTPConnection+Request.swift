import HTTPMessage
import NIOCore
import NIOHTTP1

extension HTTPConnection {
    /// Progress that earns a streamed body more time.
    private static let rewardedBytes = 16 * 1024

    func begin(_ received: NIOHTTP1.HTTPRequestHead) {
        exchange = Exchange(method: received.method.rawValue)
        do {
            let reading = try RequestHeadReader.read(
                received, limits: configuration.limits.head, on: connectionInfo())
            keepsAlive = reading.keepsAlive
            exchange.isHTTP10 = reading.isHTTP10
            exchange.declaredLength = reading.declaredLength
            // An empty body is waited for as well: botocore takes the next answer on a connection for another one's
            // where it has been answered at once.
            exchange.awaitsContinue = reading.expectsContinue
            switch handler.bodyHandling(for: reading.head) {
            case .collect(let limit): collect(reading, limit: limit)
            case .stream: stream(reading)
            }
        } catch {
            refuse(error)
        }
    }

    private func collect(_ reading: RequestHeadReader.Reading, limit: Int) {
        let length = reading.declaredLength ?? 0
        guard length <= limit else { return refuse(.bodyTooLarge, of: reading.head) }
        var collection = Collection(head: reading.head, limit: limit)
        // On a peer's word alone no more is set aside than counts for nothing.
        collection.body.reserveCapacity(min(length, BodyBudget.freeBytes))
        incoming = .collecting(collection)
        if reading.declaredLength != 0 { setDeadline(configuration.timeouts.body) }
        if exchange.awaitsContinue { sendContinue() }
    }

    private func stream(_ reading: RequestHeadReader.Reading) {
        guard reading.declaredLength != 0 else {
            incoming = .collecting(Collection(head: reading.head, limit: 0))
            if exchange.awaitsContinue { sendContinue() }
            return
        }
        let connection = sendableSelf
        let loop = executor.eventLoop
        let demand = RequestBody.Demand(
            produce: { loop.execute { connection.value.setStreamDemand(true) } }, terminate: {})
        let (body, source) = RequestBody.make(demand: demand) {
            loop.execute { connection.value.sendContinue() }
        }
        incoming = .streaming(source)
        streamWantsMore = true
        unrewardedBytes = 0
        setDeadline(configuration.timeouts.body)
        respond(to: HTTPRequest(head: reading.head, body: .stream(body)))
    }

    private func setStreamDemand(_ wantsMore: Bool) {
        guard case .streaming = incoming else { return }
        streamWantsMore = wantsMore
        if wantsMore {
            setDeadline(configuration.timeouts.body)
            resumeReading()
        } else {
            // The handler is the slow one now, and that is not the peer's fault.
            deadline.clear()
        }
    }

    private func sendContinue() {
        guard exchange.awaitsContinue, let context else { return }
        exchange.awaitsContinue = false
        var buffer = context.channel.allocator.buffer(capacity: 32)
        buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    func receive(_ bytes: ByteBuffer) {
        switch incoming {
        case .collecting(var collection):
            // The array must have one owner while it grows.
            incoming = .complete
            collection.body.append(contentsOf: bytes.readableBytesView)
            if collection.body.count > collection.limit { return refuse(.bodyTooLarge, of: collection.head) }
            if !takeBudget(for: collection.body.count) { return refuse(.overloaded, of: collection.head) }
            incoming = .collecting(collection)
        case .streaming(let source):
            reward(bytes.readableBytes)
            if case .stopProducing = source.yield(Array(bytes.readableBytesView)) { setStreamDemand(false) }
        case .skipping(let budget):
            if bytes.readableBytes > budget { return closeAfterWriting() }
            incoming = .skipping(budget: budget - bytes.readableBytes)
        case .awaitingHead, .complete, .discarding: break
        }
    }

    private func takeBudget(for length: Int) -> Bool {
        let wanted = length - BodyBudget.freeBytes - budgetTaken
        guard wanted > 0 else { return true }
        guard bodyBudget.take(wanted) else { return false }
        budgetTaken += wanted
        return true
    }

    func returnBudget() {
        guard budgetTaken > 0 else { return }
        bodyBudget.give(budgetTaken)
        budgetTaken = 0
    }

    private func reward(_ bytes: Int) {
        unrewardedBytes += bytes
        guard unrewardedBytes >= Self.rewardedBytes else { return }
        unrewardedBytes = 0
        setDeadline(configuration.timeouts.body)
    }

    func endRequest() {
        switch incoming {
        case .collecting(let collection):
            incoming = .complete
            respond(to: HTTPRequest(head: collection.head, body: .bytes(collection.body)))
        case .streaming(let source):
            incoming = .complete
            if !isWritingBody { deadline.clear() }
            source.finish()
        case .skipping:
            awaitNextRequest()
        case .awaitingHead, .complete, .discarding: break
        }
    }

    private func respond(to request: HTTPRequest) {
        isResponding = true
        if case .complete = incoming { deadline.clear() }
        let (handler, connection) = (handler, sendableSelf)
        // The handler may answer before this returns.
        let started = executor.start {
            let response = await handler.respond(to: request)
            await connection.value.send(response)
        }
        if isResponding { task = started }
    }

    /// Answers what the server itself cannot pass on, and closes.
    func refuse(_ refusal: HTTPRefusal, of head: HTTPMessage.HTTPRequestHead? = nil) {
        if isResponding {
            // The request under way was cut short: its own handler answers, knowing so from its body.
            if case .streaming(let source) = incoming { source.finish(refusal) }
            incoming = .discarding
            keepsAlive = false
            return
        }
        incoming = .discarding
        keepsAlive = false
        deadline.clear()
        guard let context else { return }
        var response = head.map { handler.refusal(refusal, of: $0) } ?? handler.refusal(refusal)
        if case .stream = response.body { response.body = .empty }
        writeWhole(response, on: context)
        closeAfterWriting()
    }
}
