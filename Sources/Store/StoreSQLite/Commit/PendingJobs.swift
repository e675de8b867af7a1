import Dispatch
import Store

/// The jobs that wait for the writer, and when it has to look at them.
struct PendingJobs {
    /// What whoever added a job has to do next.
    enum Wake {
        case no
        case now
        case at(DispatchTime)
    }

    /// What the writer has to do next.
    enum Step {
        case commit([CommitJob])
        case rest(until: DispatchTime?)
    }

    let limits: CommitLimits
    private(set) var jobs: [CommitJob] = []
    private(set) var entries = 0
    private(set) var bytes = 0
    private var awaited = 0
    private var due: DispatchTime?
    private var hasSweep = false
    private var isDraining = false

    /// Why entries that nobody waits for could not be committed; they are still here, and are tried again.
    var failure: (any Error)?
    var isClosed = false
    var waitingForSpace: [CheckedContinuation<Void, Never>] = []

    init(limits: CommitLimits) { self.limits = limits }

    /// Whether an append has to wait for room. A full queue is being drained, so room will come; when it cannot be
    /// drained, or no longer is, the append goes on to its error.
    var mustWait: Bool {
        let isFull = entries >= limits.pendingEntries || bytes >= limits.pendingBytes
        return isFull && failure == nil && !isClosed
    }
    private var isGroupFull: Bool { entries >= limits.groupEntries || bytes >= limits.groupBytes }

    /// Adds a sweep, unless one waits already.
    mutating func addSweep(due: DispatchTime) -> Wake {
        guard !hasSweep else { return .no }
        hasSweep = true
        return add(.sweep(limit: limits.sweepEntries), due: due)
    }

    /// Adds a job; `deadline` is nil when its caller waits.
    mutating func add(_ job: CommitJob, due deadline: DispatchTime?) -> Wake {
        jobs.append(job)
        count(job, 1)
        guard let deadline, !isGroupFull else {
            defer { isDraining = true }
            return isDraining ? .no : .now
        }
        if let due, due <= deadline { return .no }
        due = deadline
        return isDraining ? .no : .at(deadline)
    }

    /// The time of some entries has come. True if the caller has to drain.
    mutating func wake() -> Bool {
        guard !isDraining, !jobs.isEmpty else { return false }
        isDraining = true
        return true
    }

    /// The next batch, or how long what is left may wait. `isFirst` says that it is due in any case.
    mutating func take(isFirst: Bool) -> Step {
        guard !jobs.isEmpty, isFirst || awaited > 0 || (isGroupFull && failure == nil) else {
            isDraining = false
            return .rest(until: jobs.isEmpty ? nil : due)
        }
        let batch = Array(jobs.prefix(limits.batchJobs))
        jobs.removeFirst(batch.count)
        for job in batch { count(job, -1) }
        if jobs.isEmpty { due = nil }
        return .commit(batch)
    }

    /// Those who can go on now.
    mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
        guard !mustWait else { return [] }
        defer { waitingForSpace = [] }
        return waitingForSpace
    }

    /// Puts entries that nobody waits for back at the front, in their order.
    mutating func putBack(_ batch: [CommitJob], after failure: any Error, retry: DispatchTime) {
        let kept = batch.filter(\.isKept)
        guard !kept.isEmpty else { return }
        self.failure = failure
        due = retry
        jobs.insert(contentsOf: kept, at: 0)
        for job in kept { count(job, 1) }
    }

    private mutating func count(_ job: CommitJob, _ sign: Int) {
        if job.isAwaited { awaited += sign }
        if case .sweep = job { hasSweep = sign > 0 }
        for entry in job.entries {
            entries += sign
            bytes += sign * entry.body.count
        }
    }
}
