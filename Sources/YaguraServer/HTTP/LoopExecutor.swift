import NIOCore

/// Runs tasks on one event loop, so that a handler that never suspends never leaves its connection's thread.
///
/// All use of `startsInline` is on the loop's thread.
final class LoopExecutor: TaskExecutor, @unchecked Sendable {
    let eventLoop: any EventLoop
    private var startsInline = false

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if eventLoop.inEventLoop, startsInline {
            startsInline = false
            job.runSynchronously(on: asUnownedTaskExecutor())
        } else {
            eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    /// Starts a task and runs it until it first suspends, before returning.
    ///
    /// Only a task's first job may run inside `enqueue`: a resumed one could find its resumer in the middle of things.
    func start(_ body: sending @escaping () async -> Void) -> Task<Void, Never> {
        eventLoop.preconditionInEventLoop()
        startsInline = true
        defer { startsInline = false }
        return Task(executorPreference: self, operation: body)
    }
}
