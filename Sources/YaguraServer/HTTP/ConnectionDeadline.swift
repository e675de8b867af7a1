import NIOCore

/// A deadline that is cheap to move: the timer is set once and, when it fires early, sets itself again.
struct ConnectionDeadline {
    private let eventLoop: any EventLoop
    private var due: NIODeadline?
    private var timer: Scheduled<Void>?
    private var timerDue = NIODeadline.distantFuture

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// Calls `onTimer` at that time or sooner, which then asks `isDue`.
    mutating func set(_ span: Duration, onTimer: @escaping @Sendable () -> Void) {
        let due = NIODeadline.now() + TimeAmount(span)
        self.due = due
        if timer == nil || due < timerDue { schedule(at: due, onTimer) }
    }

    mutating func clear() { due = nil }

    /// Whether the deadline has passed; sets the timer again where it has only moved.
    mutating func isDue(onTimer: @escaping @Sendable () -> Void) -> Bool {
        timer = nil
        guard let due else { return false }
        if due <= .now() {
            self.due = nil
            return true
        }
        schedule(at: due, onTimer)
        return false
    }

    mutating func stop() {
        due = nil
        timer?.cancel()
        timer = nil
    }

    private mutating func schedule(at deadline: NIODeadline, _ onTimer: @escaping @Sendable () -> Void) {
        timer?.cancel()
        timerDue = deadline
        timer = eventLoop.scheduleTask(deadline: deadline, onTimer)
    }
}
