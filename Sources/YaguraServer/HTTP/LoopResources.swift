import Essentials
import NIOCore

/// What each event loop's connections share.
struct LoopResources: Sendable {
    struct Resources {
        let executor: LoopExecutor
        let date: LoopDate
    }
    private let byLoop: [ObjectIdentifier: NIOLoopBoundBox<Resources>]

    init(group: any EventLoopGroup, clock: any TimeSource) {
        var byLoop: [ObjectIdentifier: NIOLoopBoundBox<Resources>] = [:]
        for loop in group.makeIterator() {
            byLoop[ObjectIdentifier(loop)] = .makeBoxSendingValue(
                Resources(executor: LoopExecutor(loop), date: LoopDate(clock: clock)), eventLoop: loop)
        }
        self.byLoop = byLoop
    }

    /// Call on the loop.
    func resources(of loop: any EventLoop) -> Resources {
        guard let known = byLoop[ObjectIdentifier(loop)] else {
            preconditionFailure("a connection was given a loop from outside the server's group")
        }
        return known.value
    }
}
