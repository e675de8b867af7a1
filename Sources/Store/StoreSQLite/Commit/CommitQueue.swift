import Dispatch
import Essentials
import Store
import Synchronization

/// The group commit: one writer that takes all jobs that are waiting, runs them in one transaction, and answers their
/// callers after its commit has reached the disk. While one batch is being synced the next one gathers.
final class CommitQueue: Sendable {
    private let pending: Mutex<PendingJobs>
    private let queue = DispatchQueue(label: "yagura.store.writer", qos: .userInitiated)
    private let committer: BatchCommitter
    private let observers: Observers

    init(committer: BatchCommitter, observers: Observers, limits: CommitLimits) {
        self.committer = committer
        self.observers = observers
        pending = Mutex(PendingJobs(limits: limits))
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (SQLiteWriter) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { caller in
            add(.transaction(TypedTransaction(body, caller: caller)), due: nil)
        }
    }

    func append(_ entries: [JournalEntry], durability: JournalDurability) async throws {
        guard !entries.isEmpty else { return }
        await waitForSpace()
        switch durability {
        // Fails closed: while earlier entries cannot be written, no more are taken on trust. Each caller has a try of
        // its own, so the first one after the disk has room again is served.
        case .grouped where pending.withLock({ $0.isClosed || $0.failure != nil }), .flushed:
            try await withCheckedThrowingContinuation { add(.flushedAppend(entries, $0), due: nil) }
        case .grouped(let span):
            let due = DispatchTime.now() + .milliseconds(Int(max(0, span.milliseconds)))
            // The store may have been closed a moment ago.
            guard add(.groupedAppend(entries), due: due) else { throw StoreError.closed }
        }
    }

    func flush() async throws {
        try await withCheckedThrowingContinuation { add(.barrier($0), due: nil) }
    }

    /// Commits what is pending and refuses whatever comes later.
    func close() async throws {
        try await withCheckedThrowingContinuation { caller in
            add(.barrier(caller), due: nil, isLast: true)
        }
    }

    /// Sees to it that rows of what is gone are deleted, a few with each commit and with pauses between.
    func sweep(after pause: DispatchTimeInterval = .milliseconds(5)) {
        act(on: pending.withLock { $0.isClosed ? .no : $0.addSweep(due: .now() + pause) })
    }

    /// False where the store is closed; then the job's caller has been told.
    @discardableResult
    private func add(_ job: CommitJob, due: DispatchTime?, isLast: Bool = false) -> Bool {
        let wake: PendingJobs.Wake? = pending.withLock { pending in
            if pending.isClosed { return nil }
            pending.isClosed = isLast
            return pending.add(job, due: due)
        }
        if let wake { act(on: wake) } else { job.settle(StoreError.closed) }
        return wake != nil
    }

    private func act(on wake: PendingJobs.Wake) {
        switch wake {
        case .no: break
        case .now: queue.async { self.drain() }
        case .at(let time): arm(time)
        }
    }

    private func arm(_ time: DispatchTime) {
        queue.asyncAfter(deadline: time) { [weak self] in
            guard let self, pending.withLock({ $0.wake() }) else { return }
            drain()
        }
    }

    private func drain() {
        var isFirst = true
        while true {
            let (step, freed) = pending.withLock { pending in
                (pending.take(isFirst: isFirst), pending.takeWaiters())
            }
            for waiter in freed { waiter.resume() }
            switch step {
            case .commit(let batch): commit(batch)
            case .rest(let alarm):
                if let alarm { arm(alarm) }
                return
            }
            isFirst = false
        }
    }

    private func commit(_ batch: [CommitJob]) {
        do {
            let outcome = try committer.commit(batch)
            pending.withLock { $0.failure = nil }
            if outcome.hasLeftovers { sweep() }
            observers.notify(outcome.changes)
            for job in batch { job.settle(nil) }
        } catch {
            pending.withLock { $0.putBack(batch, after: error, retry: .now() + .seconds(1)) }
            if batch.contains(where: \.isSweep) { sweep(after: .seconds(1)) }
            for job in batch { job.settle(error) }
        }
    }

    /// Back-pressure: returns when the entries pending are within their bounds.
    private func waitForSpace() async {
        guard pending.withLock({ $0.mustWait }) else { return }
        await withCheckedContinuation { waiter in
            let goesOn = pending.withLock { pending in
                if pending.mustWait { pending.waitingForSpace.append(waiter) }
                return !pending.mustWait
            }
            if goesOn { waiter.resume() }
        }
    }
}
