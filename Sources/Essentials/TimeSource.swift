#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Synchronization

/// Where the time comes from, and how to wait for it. Everything that looks at a clock takes one of these.
public protocol TimeSource: Sendable {
    func now() -> Timestamp
    /// Returns once `now()` is at or past `deadline`; throws `CancellationError` when the task is cancelled first.
    func sleep(until deadline: Timestamp) async throws
}

/// The machine's wall clock.
public struct SystemTime: TimeSource {
    public init() {}

    public func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    public func sleep(until deadline: Timestamp) async throws {
        // The wall clock may be set while we sleep, so a long wait is taken in hops.
        while true {
            let remaining = (deadline - now()).milliseconds
            if remaining <= 0 { return }
            try await Task.sleep(for: .milliseconds(min(remaining, 60_000)))
        }
    }
}

/// A clock that stands still until it is moved, for tests.
public final class ManualTime: TimeSource {
    private struct State {
        var now: Timestamp
        var nextID = 0
        var sleepers: [Int: (deadline: Timestamp, wake: CheckedContinuation<Void, any Error>)] = [:]
        var cancelled: Set<Int> = []
    }
    private let state: Mutex<State>

    public init(_ now: Timestamp) { state = Mutex(State(now: now)) }

    public func now() -> Timestamp { state.withLock { $0.now } }

    /// Moves the clock forward and wakes everyone whose deadline has come.
    public func advance(by span: TimeSpan) {
        let due = state.withLock { state in
            state.now = state.now + span
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.wake)
        }
        for wake in due { wake.resume() }
    }

    /// Whether a caller is waiting for exactly this time.
    public func hasSleeper(until deadline: Timestamp) -> Bool {
        state.withLock { $0.sleepers.values.contains { $0.deadline == deadline } }
    }

    /// How many callers are waiting for a later time.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    public func sleep(until deadline: Timestamp) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers[id] = (deadline, wake)
                    return nil
                }
                if let outcome { wake.resume(with: outcome) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }
}

/// The wall clock moved forward by hand, for `--dev`: a rotation due in a year can be had at once.
public final class ShiftedTime: TimeSource {
    private struct State {
        var shift = TimeSpan(milliseconds: 0)
        var nextID = 0
        var waiters: [Int: Task<Void, any Error>] = [:]
    }
    private let state = Mutex(State())
    private let base: any TimeSource

    public init(base: any TimeSource = SystemTime()) { self.base = base }

    public func now() -> Timestamp { base.now() + state.withLock { $0.shift } }

    public func advance(by span: TimeSpan) {
        let interrupted = state.withLock { state in
            state.shift.milliseconds += span.milliseconds
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        // Each waiter then looks at the clock again and goes back to sleep if its time has not come.
        for waiter in interrupted { waiter.cancel() }
    }

    /// Sets the clock back to the base clock.
    public func reset() { state.withLock { $0.shift.milliseconds = 0 } }

    public func sleep(until deadline: Timestamp) async throws {
        while now() < deadline {
            let (id, nap) = state.withLock { state in
                state.nextID += 1
                let target = deadline - state.shift
                let nap = Task { [base] in try await base.sleep(until: target) }
                state.waiters[state.nextID] = nap
                return (state.nextID, nap)
            }
            await withTaskCancellationHandler {
                _ = await nap.result
            } onCancel: {
                nap.cancel()
            }
            state.withLock { $0.waiters[id] = nil }
            try Task.checkCancellation()
        }
    }
}
