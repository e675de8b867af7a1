import Essentials
import Logging
import Store

/// Runs chores when they fall due: one loop that sleeps until the earliest, but never long, so that what a call has
/// brought nearer is seen in time; and one that looks at once at the chores whose records a commit has touched, and
/// cuts the other's sleep short where one of them has come to fall due sooner.
public actor ChoreRunner {
    private let chores: [any Chore]
    private let store: any Store
    private let time: any TimeSource
    private let logger: Logger
    /// The longest sleep: a due time that was changed behind our back is seen within this span.
    private let longestNap = TimeSpan.minutes(1)
    /// After a failure, how long to let things settle.
    private let retryDelay = TimeSpan.seconds(5)
    /// The present sleep of the loop by the clock, and when it ends.
    private var nap: (task: Task<Void, any Error>, end: Timestamp)?

    public init(chores: [any Chore], store: any Store, time: any TimeSource, logger: Logger) {
        self.chores = chores
        self.store = store
        self.time = time
        self.logger = logger
    }

    /// Runs until the task is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.runByClock() }
            group.addTask { await self.runByCommits() }
        }
    }

    private func runByClock() async {
        while !Task.isCancelled {
            await runDue()
            await sleep(until: await earliestDue(of: chores))
        }
    }

    private func sleep(until end: Timestamp) async {
        let task = Task { [time] in try await time.sleep(until: end) }
        nap = (task, end)
        await withTaskCancellationHandler {
            _ = await task.result
        } onCancel: {
            task.cancel()
        }
        nap = nil
    }

    /// Ends a sleep that would outlast what has come nearer.
    private func wake(for chores: [any Chore]) async {
        let due = await earliestDue(of: chores)
        if let nap, due < nap.end { nap.task.cancel() }
    }

    private func runByCommits() async {
        let watching = chores.filter { !$0.watchedKinds.isEmpty }
        let kinds = watching.reduce(into: Set<RecordKind>()) { $0.formUnion($1.watchedKinds) }
        // One commit that was not yet looked at is as good as many.
        let (commits, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let observation = store.observe { changes in
            if !kinds.isDisjoint(with: changes.records.keys) { continuation.yield() }
        }
        for await _ in commits {
            await runDue(watching)
            await wake(for: watching)
        }
        withExtendedLifetime(observation) {}
    }

    /// Does all that is due now and returns when it is done.
    public func runDue() async { await runDue(chores) }

    private func runDue(_ chores: [any Chore]) async {
        for chore in chores {
            do {
                let now = time.now()
                guard let due = try await chore.nextDue(), due <= now else { continue }
                try await chore.perform(at: now)
            } catch {
                logger.error("scheduled work failed", metadata: ["chore": "\(chore.name)", "error": "\(error)"])
            }
        }
    }

    private func earliestDue(of chores: [any Chore]) async -> Timestamp {
        var earliest = time.now() + longestNap
        for chore in chores {
            // Work that is overdue even now has just failed; it is tried again after a pause.
            if let due = try? await chore.nextDue() {
                earliest = min(earliest, max(due, time.now() + (due <= time.now() ? retryDelay : .milliseconds(0))))
            }
        }
        return earliest
    }
}
