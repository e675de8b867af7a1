import NIOCore
import Synchronization

/// The connections of a server, so that a shutdown can reach each and wait for all.
final class ConnectionRegistry: Sendable {
    private struct State {
        var members: [ObjectIdentifier: NIOLoopBound<HTTPConnection>] = [:]
        var isDraining = false
        var waiters: [CheckedContinuation<Void, Never>] = []

        mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
            defer { waiters = [] }
            return waiters
        }
    }
    private let state = Mutex(State())

    var count: Int { state.withLock { $0.members.count } }

    func join(_ connection: HTTPConnection) {
        let member = connection.sendableSelf
        let isDraining = state.withLock { state in
            state.members[ObjectIdentifier(connection)] = member
            return state.isDraining
        }
        if isDraining { connection.drain() }
    }

    func leave(_ connection: HTTPConnection) {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.members[ObjectIdentifier(connection)] = nil
            return state.members.isEmpty ? state.takeWaiters() : []
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Tells every connection, now and to come, to close once it is idle.
    func drain() {
        let members = state.withLock { state in
            state.isDraining = true
            return Array(state.members.values)
        }
        for member in members { member.eventLoop.execute { member.value.drain() } }
    }

    /// Closes every connection, cancels every handler, and waits for none.
    func abort() {
        let (members, waiters) = state.withLock { state in
            defer { state.members.removeAll() }
            return (Array(state.members.values), state.takeWaiters())
        }
        for member in members { member.eventLoop.execute { member.value.abort() } }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns once there are no connections and no handlers at work.
    func empty() async {
        await withCheckedContinuation { waiter in
            let isEmpty = state.withLock { state in
                if !state.members.isEmpty { state.waiters.append(waiter) }
                return state.members.isEmpty
            }
            if isEmpty { waiter.resume() }
        }
    }
}
