import HTTPMessage
import NIOCore

extension HTTPConnection {
    func send(_ answer: HTTPResponse) async {
        var response = answer
        // Interim and undefined statuses would leave the peer waiting for a final one.
        if !(200...599).contains(response.status) { response.status = 500 }
        if let context {
            prepareToAnswer()
            switch response.body {
            case .bytes: writeWhole(response, on: context)
            case .stream(let body): await writeStream(body, of: response, on: context)
            }
        }
        finishExchange()
    }

    /// Decides, before the header is written, whether the connection outlives the response.
    private func prepareToAnswer() {
        if isDraining { keepsAlive = false }
        if case .streaming = incoming {
            let length = exchange.declaredLength ?? Int.max
            exchange.respondsEarly = true
            if exchange.awaitsContinue || length > configuration.limits.discardedBodyBytes { keepsAlive = false }
        }
        exchange.awaitsContinue = false
    }

    func writeWhole(_ response: HTTPResponse, on context: ChannelHandlerContext) {
        let framing = ResponseFraming(response, to: exchange.method, isHTTP10: exchange.isHTTP10)
        guard case .bytes(let bytes) = response.body else { return }
        var buffer = context.channel.allocator.buffer(capacity: 512 + bytes.count)
        writeHead(of: response, framing: framing, into: &buffer)
        if case .fixed = framing { buffer.writeBytes(bytes) }
        context.write(wrapOutboundOut(buffer), promise: nil)
        flush()
    }

    private func writeHead(of response: HTTPResponse, framing: ResponseFraming, into buffer: inout ByteBuffer) {
        buffer.writeHead(
            of: response, framing: framing, closing: !keepsAlive, isHTTP10: exchange.isHTTP10, date: date.current())
    }

    private func writeStream(
        _ body: any AsyncSequence<[UInt8], any Error> & Sendable, of response: HTTPResponse,
        on context: ChannelHandlerContext
    ) async {
        let framing = ResponseFraming(response, to: exchange.method, isHTTP10: exchange.isHTTP10)
        if framing == .untilClose { keepsAlive = false }
        var buffer = context.channel.allocator.buffer(capacity: 512)
        writeHead(of: response, framing: framing, into: &buffer)
        context.write(wrapOutboundOut(buffer), promise: nil)
        flush()
        if case .bodiless = framing { return }
        isWritingBody = true
        let isWhole = await write(body, framing: framing)
        isWritingBody = false
        // A body cut short must not look whole: only a broken connection says so.
        if !isWhole { self.context?.close(promise: nil) }
    }

    /// Returns whether all of the body was written.
    private func write(
        _ body: any AsyncSequence<[UInt8], any Error> & Sendable, framing: ResponseFraming
    ) async -> Bool {
        var remaining = framing.contentLength ?? Int.max
        do {
            for try await chunk in body {
                guard chunk.count <= remaining, let context else { return false }
                remaining -= chunk.count
                write(chunk, framing: framing, on: context)
                guard await becomesWritable() else { return false }
            }
        } catch {
            return false
        }
        guard let context else { return false }
        if framing == .chunked {
            var end = context.channel.allocator.buffer(capacity: 8)
            end.writeStaticString("0\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(end), promise: nil)
        }
        return framing.contentLength == nil || remaining == 0
    }

    private func write(_ chunk: [UInt8], framing: ResponseFraming, on context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: chunk.count + 16)
        if framing == .chunked { buffer.writeChunk(chunk) } else { buffer.writeBytes(chunk) }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    /// Waits for the peer to take what was written; false once the connection is gone.
    private func becomesWritable() async -> Bool {
        guard let context, !Task.isCancelled else { return false }
        if context.channel.isWritable { return true }
        setDeadline(configuration.timeouts.write)
        let isOpen = await withCheckedContinuation { writableWaiter = $0 }
        deadline.clear()
        return isOpen
    }

    private func finishExchange() {
        isResponding = false
        task = nil
        guard !isClosed else { return leaveIfDone() }
        if !keepsAlive { return closeAfterWriting() }
        if case .streaming(let source) = incoming {
            source.finish(HTTPRefusal.malformed)
            incoming = .skipping(budget: configuration.limits.discardedBodyBytes)
            setDeadline(configuration.timeouts.body)
            pump()
            resumeReading()
        } else {
            awaitNextRequest()
        }
    }

    func awaitNextRequest() {
        incoming = .awaitingHead
        returnBudget()
        setDeadline(configuration.timeouts.idle)
        if isDraining { return closeAfterWriting() }
        pump()
    }
}
