import HTTPMessage
import NIOCore

extension HTTPConnection {
    /// Lets the request under way finish and then closes; an idle connection closes now.
    func drain() {
        isDraining = true
        closeIfIdle()
    }

    /// Ends everything now.
    func abort() {
        task?.cancel()
        context?.close(promise: nil)
    }

    func closeIfIdle() {
        guard case .awaitingHead = incoming, held.isEmpty, !isResponding else { return }
        let isAtRest = headProgress == .none && !isReading
        if isInputClosed || (isDraining && isAtRest) { context?.close(promise: nil) }
    }

    /// Flushes now, unless the end of the read under way will.
    func flush() {
        if !isReading { context?.flush() }
    }

    /// After the last response: say that no more comes, and give the peer a moment to read it before the rest of what
    /// it sends is answered with a reset, which would take the response with it.
    func closeAfterWriting() {
        incoming = .discarding
        held.removeAll()
        guard let context else { return }
        context.flush()
        if isInputClosed {
            context.close(promise: nil)
        } else {
            context.close(mode: .output, promise: nil)
            setDeadline(configuration.timeouts.linger)
            resumeReading()
        }
    }

    func setDeadline(_ span: Duration) {
        let connection = sendableSelf
        deadline.set(span) { connection.value.timerFired() }
    }

    private func timerFired() {
        let connection = sendableSelf
        guard deadline.isDue(onTimer: { connection.value.timerFired() }) else { return }
        switch incoming {
        case .collecting(let collection): refuse(.timedOut, of: collection.head)
        case .awaitingHead where headProgress == .partial: refuse(.timedOut)
        case .streaming(let source) where !isWritingBody:
            source.finish(HTTPRefusal.timedOut)
            keepsAlive = false
            incoming = .discarding
        case .awaitingHead, .streaming, .skipping, .complete, .discarding:
            context?.close(promise: nil)
        }
    }
}
